// SPDX-License-Identifier: GPL-3.0-or-later
// How the window follows the workspace, and what it opens.
#include "app/desktop/main_window.h"

#include "app/desktop/bundled_files.h"
#include "app/desktop/window_settings.h"
#include "widgets/graph/find_bar.h"
#include "widgets/graph/graph_view.h"
#include "widgets/graph/overlay_box.h"
#include "widgets/icons.h"
#include "widgets/live/live_panel.h"
#include "widgets/panels/loading_page.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/source_panel.h"
#include "widgets/panels/start_page.h"
#include "widgets/panels/status_line.h"
#include "widgets/table/layer_table.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLabel>
#include <QMimeData>
#include <QStackedWidget>
#include <QTimer>

namespace splitscope {

namespace {

/// The one local file that is being dropped, or nothing.
QString droppedFile(const QMimeData *data)
{
    const auto urls = data->urls();
    return urls.size() == 1 && urls.first().isLocalFile() ? urls.first().toLocalFile() : QString();
}

} // namespace

void MainWindow::openFile(const QString &file)
{
    if (file.endsWith(QLatin1String(sessionSuffix)))
        return openSession(file);
    m_wantedSession.reset();
    m_sessionFile.clear();
    m_openedInMs.reset();
    m_opening.start();
    m_wantedFile = file;
    m_workspace.openModel(file);
}

void MainWindow::openSample(const QString &id)
{
    if (id == QLatin1String("guide"))
        return startFirstCut();
    m_openedInMs.reset();
    m_opening.start();
    m_workspace.setSource(QStringLiteral("scenes"));
    if (id == QLatin1String("lte"))
        m_workspace.setLink(LinkSpec::fromText("lte"));
    else if (id == QLatin1String("wifi") || id == QLatin1String("picture"))
        m_workspace.setLink(LinkSpec::fromText("wifi"));
    m_wantedFile.clear(); // samples have a page of their own
    m_wantedSession.reset();
    m_sessionFile.clear();
    const bool isModel = id == QLatin1String("scenes") || id == QLatin1String("mobilenet_v2");
    if (id == QLatin1String("picture"))
        m_workspace.openModel(bundledModelFile(), QStringLiteral("edge"), {codecFromText("png"), nullptr});
    else
        m_workspace.openModel(isModel ? bundledModelFile(id) : bundledModelFile());
}

void MainWindow::chooseModel()
{
    const auto file = QFileDialog::getOpenFileName(
        this, tr("Open a model"), {}, tr("Models and sessions (*.pt *.pth *.ts *.splitscope.json);;All files (*)"));
    if (!file.isEmpty())
        openFile(file);
}

void MainWindow::chooseSource()
{
    const auto file = QFileDialog::getOpenFileName(this, tr("Choose a video or picture"));
    if (!file.isEmpty())
        m_workspace.setSource(file);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!droppedFile(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event) { openFile(droppedFile(event->mimeData())); }

void MainWindow::showPage(QWidget *page)
{
    m_pages->setCurrentWidget(page);
    const bool graph = page == m_graph;
    for (auto *action : m_modelActions)
        action->setEnabled(graph);
    m_find->setEnabled(graph);
    m_overlayBox->setEnabled(graph);
    if (graph)
        m_graph->setFocus();
}

void MainWindow::showModel()
{
    const auto &model = m_workspace.model();
    setWindowTitle(tr("%1 \u2013 Splitscope").arg(QString::fromStdString(model.model->name())));
    if (!m_wantedFile.isEmpty())
        WindowSettings::addRecentFile(m_wantedFile);
    m_live->clear();
    showPage(m_graph); // before the graph is set: it chooses its part by the size that it really has
    m_facts = model.facts;
    m_overlayBox->setFacts(*m_facts);
    m_layouts.setGraph(model.graph, model.layout);
    m_chosen.clear();
    m_graph->setGraph(model.graph, model.layout, m_workspace.cut(), model.facts);
    m_table->setGraph(model.graph, model.facts, m_workspace.cut());
    m_find->setGraph(model.graph);
    const bool fromSession = m_wantedSession.has_value();
    applySession();
    followModel(fromSession);
    m_profiles.lookUp(model.model, m_workspace.deviceThreads());
    showCut();
    // Zero-time timers run after what is queued, the first paint included: then the graph is there for hands.
    QTimer::singleShot(0, this, [this] {
        if (m_opening.isValid())
            m_openedInMs = static_cast<double>(m_opening.nsecsElapsed()) / 1e6;
        m_opening.invalidate();
    });
}

void MainWindow::showCut()
{
    const auto &model = m_workspace.model();
    m_graph->setCut(m_workspace.cut());
    m_table->setCut(m_workspace.cut());
    m_statusLine->setCut(*model.graph, m_workspace.cut());
    showPrediction();
    m_deviceAction->setEnabled(!m_workspace.cut().isDevice());
    m_edgeAction->setEnabled(!m_workspace.cut().isEdge());
}

void MainWindow::showState(LiveState state, const QString &sentence)
{
    m_live->setState(state);
    if (sentence.isEmpty())
        m_message->clearState();
    else
        m_message->showMessage(MessageBar::Kind::State, sentence);
    const bool runs = state == LiveState::Live || state == LiveState::Starting || state == LiveState::EdgeLost;
    m_pauseAction->setIcon(themedIcon(runs ? QStringLiteral("pause") : QStringLiteral("play")));
    m_pauseAction->setText(runs ? tr("Pause") : tr("Live"));
    m_pauseAction->setToolTip((runs ? tr("Hold the camera") : tr("Go on")) + QStringLiteral(" (Ctrl+L)"));
    showEdge();
}

void MainWindow::showEdge()
{
    if (!m_workspace.running())
        return m_edgeLabel->setText(tr("edge \u2013"));
    switch (m_workspace.status().edge) {
    case EdgeState::NotNeeded:
        return m_edgeLabel->setText(tr("\u25cb edge not needed"));
    case EdgeState::Starting:
        return m_edgeLabel->setText(tr("\u25cc edge starting"));
    case EdgeState::Ready:
        return m_edgeLabel->setText(tr("\u25cf edge ready"));
    case EdgeState::Lost:
        return m_edgeLabel->setText(tr("\u25b2 edge lost"));
    }
}

} // namespace splitscope
