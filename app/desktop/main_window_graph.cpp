// SPDX-License-Identifier: GPL-3.0-or-later
// How graph, table, search and their owner stay in step.
#include "app/desktop/main_window.h"

#include "widgets/graph/find_bar.h"
#include "widgets/graph/graph_view.h"
#include "widgets/graph/overlay_box.h"
#include "widgets/panels/message_bar.h"
#include "widgets/table/layer_table.h"

#include <QAction>
#include <QStatusBar>

namespace splitscope {

void MainWindow::connectGraph()
{
    const auto say = [this](const QString &sentence) { m_message->showMessage(MessageBar::Kind::Problem, sentence); };
    connect(m_graph, &GraphView::cutRequested, &m_history, &EditHistory::requestCut);
    connect(m_graph, &GraphView::refused, this, say);
    connect(m_graph, &GraphView::layoutRequested, &m_layouts, &LayoutService::request);
    connect(&m_layouts, &LayoutService::ready, m_graph, &GraphView::setLayout);
    connect(m_graph, &GraphView::currentLayerChanged, this, &MainWindow::chooseLayer);
    connect(m_graph, &GraphView::overlayScaleRequested, this, [this](OverlayScale scale) {
        m_overlayScale = scale;
        showOverlay();
    });

    connect(m_table, &LayerTable::currentLayerChanged, m_graph, &GraphView::setCurrentLayer);
    connect(m_table, &LayerTable::cutRequested, &m_history, &EditHistory::requestCut);
    connect(m_table, &LayerTable::splitPointMoveRequested, m_graph, &GraphView::moveSplitPoint);
    connect(m_table, &LayerTable::collapseRequested, m_graph, &GraphView::foldCurrent);
    connect(m_table, &LayerTable::expandRequested, m_graph, &GraphView::unfoldCurrent);
    connect(m_table, &LayerTable::showRequested, m_graph, [this] {
        m_graph->fitCurrent();
        m_graph->setFocus();
    });
    connect(m_table, &LayerTable::refused, this, say);

    connect(m_find, &FindBar::foundChanged, m_graph, &GraphView::setFound);
    connect(m_find, &FindBar::layerChosen, m_graph, &GraphView::setCurrentLayer);
    connect(m_find, &FindBar::ended, m_graph, [this] { m_graph->setFocus(); });

    connect(m_overlayBox, &OverlayBox::figureChosen, this, [this](std::optional<LayerFigure> figure) {
        m_overlay = figure;
        showOverlay();
        if (m_overlay == LayerFigure::MeasuredMs && m_facts && !m_facts->profile)
            statusBar()->showMessage(tr("The layers are not measured yet: Run, Measure the layers (%1)")
                                         .arg(m_measureAction->shortcut().toString(QKeySequence::NativeText)));
        else if (!m_profiles.measuring())
            statusBar()->clearMessage();
    });
    connectExports();
    connectProfiles();
    showOverlay();
    chooseLayer(-1);
}

void MainWindow::chooseLayer(int layer)
{
    m_chosen.visit(layer);
    m_backAction->setEnabled(m_chosen.canGoBack());
    m_forwardAction->setEnabled(m_chosen.canGoForward());
    m_table->setCurrentLayer(layer);
    m_find->setCurrentLayer(layer);
}

void MainWindow::setFacts(std::shared_ptr<const LayerFacts> facts)
{
    m_facts = std::move(facts);
    m_graph->setFacts(m_facts);
    m_table->setFacts(m_facts);
    m_overlayBox->setFacts(*m_facts);
}

void MainWindow::goInHistory(bool back)
{
    if (const auto layer = back ? m_chosen.back() : m_chosen.forward())
        m_graph->setCurrentLayer(*layer);
}

void MainWindow::showOverlay()
{
    m_overlayBox->setFigure(m_overlay);
    m_graph->setOverlay(m_overlay, m_overlayScale);
    m_codecs.setLayerErrorsWanted(m_overlay == LayerFigure::CodecError);
}

} // namespace splitscope
