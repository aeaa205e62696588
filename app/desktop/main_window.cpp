// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/main_window.h"

#include "app/desktop/bundled_files.h"
#include "app/desktop/model_describer.h"
#include "widgets/codec/codec_panel.h"
#include "widgets/graph/graph_view.h"
#include "widgets/help/guide_bar.h"
#include "widgets/icons.h"
#include "widgets/live/live_panel.h"
#include "widgets/panels/context_panel.h"
#include "widgets/panels/link_panel.h"
#include "widgets/panels/loading_page.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/offer_bar.h"
#include "widgets/panels/side_dock.h"
#include "widgets/panels/source_panel.h"
#include "widgets/panels/start_page.h"
#include "widgets/panels/status_line.h"
#include "widgets/table/layer_table.h"

#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

namespace splitscope {

MainWindow::MainWindow(const Workspace::Surroundings &surroundings, QWidget *parent)
    : QMainWindow(parent)
    , m_workspace(surroundings)
{
    setWindowTitle(tr("Splitscope"));
    setWindowIcon(programIcon());
    setAcceptDrops(true);
    setMinimumSize(880, 600);
    resize(1280, 800);
    makeCentre();
    makeDocks();
    m_describer = new ModelDescriber(surroundings.probeProgram, this);
    makeActions();
    makeToolBar();
    connectGraph();
    connectPlanning(); // before what follows the workspace: it tells the planner first
    m_statusLine = new StatusLine(this);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_statusLine, 1);
    connectWorkspace();
    connectCodecs();
    connectStudies();
    connectRecovery();
    connectActivations();
    makeGuide();
    explainWords();
    showPage(m_start);
}

void MainWindow::makeCentre()
{
    auto *centre = new QWidget(this);
    m_message = new MessageBar(centre);
    m_recoveryOffer = new OfferBar(QStringLiteral("recoveryOffer"), centre);
    m_reloadOffer = new OfferBar(QStringLiteral("reloadOffer"), centre);
    m_guideBar = new GuideBar(centre);
    m_pages = new QStackedWidget(centre);
    m_start = new StartPage;
    m_start->setSamples(
        {{QStringLiteral("guide"), tr("A guided first cut"), tr("Five small steps on the bundled model")},
            {QStringLiteral("wifi"), tr("Five tasks over Wi-Fi"), tr("Synthetic scenes, cut at the bottleneck")},
            {QStringLiteral("lte"), tr("The same over LTE"), tr("5.85 Mbit/s up: crossing begins to cost")},
            {QStringLiteral("picture"), tr("Everything on the edge"), tr("Each picture is sent whole, as PNG")},
            {QStringLiteral("scenes"), tr("A smaller network"), tr("Three tasks trained together")},
            {QStringLiteral("mobilenet_v2"), tr("A published classifier"), tr("MobileNetV2: late cuts send little")}});
    m_loading = new LoadingPage;
    m_graph = new GraphView;
    for (QWidget *page :
        {static_cast<QWidget *>(m_start), static_cast<QWidget *>(m_loading), static_cast<QWidget *>(m_graph)})
        m_pages->addWidget(page);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (QWidget *bar : {static_cast<QWidget *>(m_recoveryOffer), static_cast<QWidget *>(m_reloadOffer),
             static_cast<QWidget *>(m_message)})
        layout->addWidget(bar);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_guideBar);
    setCentralWidget(centre);
}

void MainWindow::makeDocks()
{
    m_source = new SourcePanel;
    m_link = new LinkPanel;
    m_context = new ContextPanel(m_source, m_link);
    m_leftDock = new SideDock(tr("Context"), QStringLiteral("contextDock"), Qt::LeftDockWidgetArea, m_context, this);
    m_codec = new CodecPanel;
    m_leftDock->addPage(tr("Codec"), m_codec);
    makeCardPage();
    addDockWidget(Qt::LeftDockWidgetArea, m_leftDock);

    m_live = new LivePanel;
    auto *right = new SideDock(tr("Live"), QStringLiteral("liveDock"), Qt::RightDockWidgetArea, m_live, this);
    addDockWidget(Qt::RightDockWidgetArea, right);
    resizeDocks({m_leftDock, right}, {260, 332}, Qt::Horizontal);

    m_table = new LayerTable;
    m_tableDock = new QDockWidget(tr("Layers"), this);
    m_tableDock->setObjectName(QStringLiteral("layersDock"));
    m_tableDock->setWidget(m_table);
    addDockWidget(Qt::BottomDockWidgetArea, m_tableDock);
    resizeDocks({m_tableDock}, {240}, Qt::Vertical);
    m_tableDock->hide(); // the graph comes first
    makeCharts();
}

void MainWindow::connectWorkspace()
{
    auto *workspace = &m_workspace;
    connect(m_link, &LinkPanel::linkRequested, &m_history, &EditHistory::requestLink);
    connect(m_source, &SourcePanel::sourceRequested, workspace, &Workspace::setSource);
    connect(m_source, &SourcePanel::browseRequested, this, &MainWindow::chooseSource);
    connect(m_start, &StartPage::openRequested, this, &MainWindow::chooseModel);
    connect(m_start, &StartPage::sampleRequested, this, &MainWindow::openSample);
    connect(m_loading, &LoadingPage::cancelRequested, workspace, &Workspace::cancelOpening);

    connect(workspace, &Workspace::openingStarted, this, [this](const QString &name) {
        m_message->dismiss();
        m_loading->setFile(name);
        m_loading->setStep(tr("A file that was never opened before is first tried in a process of its own."));
        showPage(m_loading);
    });
    connect(workspace, &Workspace::openingEnded, this,
        [this] { showPage(m_workspace.hasModel() ? static_cast<QWidget *>(m_graph) : m_start); });
    connect(workspace, &Workspace::descriptionNeeded, m_describer, &ModelDescriber::describeUnknown);
    connect(m_describer, &ModelDescriber::described, this, &MainWindow::openFile);
    connect(workspace, &Workspace::modelOpened, this, &MainWindow::showModel);
    connect(workspace, &Workspace::cutChanged, this, &MainWindow::showCut);
    connect(workspace, &Workspace::linkChanged, m_context, &ContextPanel::setLink);
    connect(workspace, &Workspace::sourceChanged, m_context, &ContextPanel::setSource);
    connect(workspace, &Workspace::problem, this,
        [this](const QString &sentence) { m_message->showMessage(MessageBar::Kind::Problem, sentence); });
    connect(workspace, &Workspace::stateChanged, this, &MainWindow::showState);
    connect(workspace, &Workspace::compareChanged, m_compareAction, &QAction::setChecked);
    connect(workspace, &Workspace::settingsTextChanged, m_live, &LivePanel::setSettingsText);
    connect(workspace, &Workspace::viewReady, this, [this](const LiveView &view) {
        m_live->setView(view);
        if (view.settingsInUse) // a late frame of another cut says nothing of this one
            m_statusLine->setMeasured(view.bytesUp, view.bytesDown, view.latencyP50Ms);
    });
    m_context->setLink(workspace->settings().link);
    m_context->setSource(workspace->source());
    showState(LiveState::Stopped, {});
}

} // namespace splitscope
