// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/main_window.h"

#include "app/desktop/bundled_files.h"
#include "widgets/graph/graph_view.h"
#include "widgets/icons.h"
#include "widgets/live/live_panel.h"
#include "widgets/panels/link_panel.h"
#include "widgets/panels/loading_page.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/side_dock.h"
#include "widgets/panels/source_panel.h"
#include "widgets/panels/start_page.h"
#include "widgets/panels/status_line.h"

#include <QAction>
#include <QLabel>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

namespace splitscope {

namespace {

QLabel *heading(const QString &text)
{
    auto *label = new QLabel(text);
    QFont bold(label->font());
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

} // namespace

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
    makeActions();
    m_statusLine = new StatusLine(this);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_statusLine, 1);
    connectWorkspace();
    showPage(m_start);
}

void MainWindow::makeCentre()
{
    auto *centre = new QWidget(this);
    m_message = new MessageBar(centre);
    m_pages = new QStackedWidget(centre);
    m_start = new StartPage;
    m_start->setSamples({{QStringLiteral("wifi"), tr("Three tasks over Wi-Fi"),
                             tr("Segmentation, depth and normals of synthetic scenes, cut at the bottleneck")},
        {QStringLiteral("lte"), tr("The same over LTE"),
            tr("5.85 Mbit/s up: what crosses begins to cost more than it saves")},
        {QStringLiteral("picture"), tr("Everything on the edge"),
            tr("Nothing runs on the device; each picture is sent as it is")}});
    m_loading = new LoadingPage;
    m_graph = new GraphView;
    for (QWidget *page :
        {static_cast<QWidget *>(m_start), static_cast<QWidget *>(m_loading), static_cast<QWidget *>(m_graph)})
        m_pages->addWidget(page);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_message);
    layout->addWidget(m_pages, 1);
    setCentralWidget(centre);
}

void MainWindow::makeDocks()
{
    auto *context = new QWidget;
    m_source = new SourcePanel;
    m_link = new LinkPanel;
    auto *column = new QVBoxLayout(context);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(heading(tr("Camera")));
    column->addWidget(m_source);
    column->addSpacing(8);
    column->addWidget(heading(tr("Link")));
    column->addWidget(m_link);
    column->addStretch();
    auto *left = new SideDock(tr("Context"), QStringLiteral("contextDock"), Qt::LeftDockWidgetArea, context, this);
    addDockWidget(Qt::LeftDockWidgetArea, left);

    m_live = new LivePanel;
    auto *right = new SideDock(tr("Live"), QStringLiteral("liveDock"), Qt::RightDockWidgetArea, m_live, this);
    addDockWidget(Qt::RightDockWidgetArea, right);
    resizeDocks({left, right}, {216, 332}, Qt::Horizontal);
}

void MainWindow::makeActions()
{
    auto *bar = addToolBar(tr("Tools"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setMovable(false);
    bar->setIconSize(QSize(20, 20));
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    const auto add = [&](const char *icon, const QString &text, const QKeySequence &key, const QString &help) {
        auto *action = bar->addAction(themedIcon(QLatin1String(icon)), text);
        action->setObjectName(QLatin1String(icon) + QStringLiteral("Action"));
        action->setShortcut(key);
        action->setToolTip(
            key.isEmpty() ? help : QStringLiteral("%1 (%2)").arg(help, key.toString(QKeySequence::NativeText)));
        return action;
    };
    connect(add("open", tr("Open"), QKeySequence::Open, tr("Open a model")), &QAction::triggered, this,
        &MainWindow::chooseModel);
    m_fitAction = add("fit", tr("Fit"), {}, tr("Show the whole model (F in the graph)"));
    bar->addSeparator();
    auto *cutLabel = new QLabel(tr("Cut:"));
    cutLabel->setContentsMargins(8, 0, 4, 0);
    bar->addWidget(cutLabel);
    m_deviceAction = add("device", tr("Device"), QKeySequence(tr("Ctrl+D")), tr("Run everything on the device"));
    m_edgeAction = add("edge", tr("Edge"), QKeySequence(tr("Ctrl+E")), tr("Run everything on the edge"));
    bar->addSeparator();
    m_compareAction =
        add("compare", tr("Compare"), QKeySequence(tr("Ctrl+K")), tr("Run the uncut model on each frame too"));
    m_compareAction->setCheckable(true);
    m_compareAction->setChecked(m_workspace.settings().compare);
    m_pauseAction = add("pause", tr("Pause"), QKeySequence(tr("Ctrl+L")), tr("Hold the camera"));
    auto *spring = new QWidget;
    spring->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(spring);
    m_edgeLabel = new QLabel;
    m_edgeLabel->setObjectName(QStringLiteral("edgeLabel"));
    m_edgeLabel->setContentsMargins(8, 0, 12, 0);
    bar->addWidget(m_edgeLabel);

    connect(m_fitAction, &QAction::triggered, m_graph, &GraphView::fitAll);
    connect(m_deviceAction, &QAction::triggered, this,
        [this] { m_workspace.setCut(Cut::device(*m_workspace.model().graph)); });
    connect(
        m_edgeAction, &QAction::triggered, this, [this] { m_workspace.setCut(Cut::edge(*m_workspace.model().graph)); });
    connect(m_compareAction, &QAction::toggled, &m_workspace, &Workspace::setCompare);
    connect(m_pauseAction, &QAction::triggered, this, [this] {
        const bool stopped = m_workspace.state() == LiveState::Stopped || m_workspace.state() == LiveState::CameraLost;
        m_workspace.setPaused(!m_workspace.paused() && !stopped);
    });
}

void MainWindow::connectWorkspace()
{
    auto *workspace = &m_workspace;
    connect(m_graph, &GraphView::cutRequested, workspace, &Workspace::setCut);
    connect(m_link, &LinkPanel::linkRequested, workspace, &Workspace::setLink);
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
    connect(workspace, &Workspace::modelOpened, this, &MainWindow::showModel);
    connect(workspace, &Workspace::cutChanged, this, &MainWindow::showCut);
    connect(workspace, &Workspace::linkChanged, m_link, &LinkPanel::setLink);
    connect(workspace, &Workspace::sourceChanged, m_source, &SourcePanel::setSource);
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
    m_link->setLink(workspace->settings().link);
    m_source->setSource(workspace->source());
    showState(LiveState::Stopped, {});
}

} // namespace splitscope
