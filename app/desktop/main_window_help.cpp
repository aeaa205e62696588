// SPDX-License-Identifier: GPL-3.0-or-later
// What explains: the guided first cut, the glossary, and words that say what they mean.
#include "app/desktop/main_window.h"

#include "app/desktop/first_cut_guide.h"
#include "widgets/graph/graph_view.h"
#include "widgets/graph/overlay_box.h"
#include "widgets/help/glossary_page.h"
#include "widgets/help/guide_bar.h"
#include "widgets/help/term_hover.h"
#include "widgets/live/stage_bars.h"
#include "widgets/panels/value_slider.h"

#include <QAction>
#include <QLabel>

#include <iterator>
#include <utility>

namespace splitscope {

namespace {

struct ExplainedWidget {
    const char *name; ///< object name
    Term term;
    bool nameLabel = false; ///< of a slider: only the label beside it
};

// Labels whose own words are terms. What is not there is passed over: some panels come and go.
constexpr ExplainedWidget explainedWidgets[] = {{"uplinkSlider", Term::Uplink, true},
    {"downlinkSlider", Term::Downlink, true}, {"rttSlider", Term::RoundTripTime, true},
    {"jitterSlider", Term::Jitter, true}, {"lossSlider", Term::Loss, true}, {"linkNote", Term::Emulated},
    {"statusDevice", Term::Macs}, {"statusEdge", Term::Macs}, {"statusUp", Term::CrossingTensor},
    {"statusDown", Term::Downlink}, {"statusPredicted", Term::Latency}, {"statusMeasured", Term::Latency},
    {"statusEnergy", Term::Energy}, {"liveRate", Term::Throughput}, {"liveLatency", Term::Latency},
    {"liveCounters", Term::Fallback}, {"edgeLabel", Term::Edge}, {"layerTableDeviceSums", Term::Head},
    {"layerTableEdgeSums", Term::Tail}, {"deviceSectionFold", Term::Device}, {"edgeSectionFold", Term::Edge},
    {"objectiveBox", Term::Objective}, {"troubleBox", Term::Jitter}, {"latencyLimitOn", Term::Latency},
    {"energyLimitOn", Term::Energy}, {"bytesLimitOn", Term::CrossingTensor}};

} // namespace

void MainWindow::makeHelpActions()
{
    const auto guide = m_actions.add({.id = QStringLiteral("firstCut"),
        .menu = ActionSpec::Menu::Help,
        .text = tr("Guided first cut"),
        .help = tr("Find a place to cut and make it, in five steps")});
    connect(guide, &QAction::triggered, this, &MainWindow::startFirstCut);
    const auto glossary = m_actions.add({.id = QStringLiteral("glossary"),
        .menu = ActionSpec::Menu::Help,
        .text = tr("Glossary"),
        .help = tr("What the words in this window mean"),
        .shortcut = Qt::SHIFT | Qt::Key_F1});
    connect(glossary, &QAction::triggered, this, &MainWindow::showGlossary);
}

void MainWindow::makeGuide()
{
    m_guide = new FirstCutGuide(
        {m_workspace, m_history, *m_graph, *m_overlayBox, *findChild<ValueSlider *>(QStringLiteral("uplinkSlider")),
            *findChild<StageBars *>(QStringLiteral("stageBars")), *m_guideBar},
        this);
    connect(&m_workspace, &Workspace::openingEnded, this, [this] {
        if (std::exchange(m_guideWanted, false) && m_workspace.hasModel())
            m_guide->start();
    });
}

/// On the model that is open, or on a sample.
void MainWindow::startFirstCut()
{
    if (m_workspace.hasModel())
        return m_guide->start();
    openSample(QStringLiteral("wifi"));
    m_guideWanted = true;
}

void MainWindow::explainWords()
{
    for (const auto &each : explainedWidgets) {
        auto *widget = findChild<QWidget *>(QLatin1String(each.name));
        if (widget && each.nameLabel)
            widget = widget->findChild<QLabel *>();
        if (widget)
            explainOnHover(widget, each.term);
    }
}

void MainWindow::showGlossary()
{
    auto *page = findChild<GlossaryPage *>();
    if (!page)
        page = new GlossaryPage(this);
    page->show();
    page->raise();
    page->activateWindow();
}

} // namespace splitscope
