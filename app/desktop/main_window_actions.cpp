// SPDX-License-Identifier: GPL-3.0-or-later
// What can be asked of the window: one entry for each action; menus, toolbar and the help of shortcuts follow from it.
#include "app/desktop/main_window.h"

#include "app/desktop/model_describer.h"
#include "widgets/graph/find_bar.h"
#include "widgets/graph/graph_view.h"
#include "widgets/graph/overlay_box.h"

#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QToolBar>
#include <QToolButton>

namespace splitscope {

using Menu = ActionSpec::Menu;

void MainWindow::makeActions()
{
    makeFileActions();
    makeEditActions();
    makeViewActions();
    makeThemeActions();
    makeCutActions();
    const auto compare = m_actions.add({.id = QStringLiteral("compare"),
        .menu = Menu::Run,
        .text = tr("Compare with the uncut model"),
        .help = tr("Run the uncut model on each frame too"),
        .shortcut = tr("Ctrl+K"),
        .icon = QStringLiteral("compare"),
        .shortText = tr("Compare"),
        .checkable = true});
    compare->setChecked(m_workspace.settings().compare);
    connect(compare, &QAction::toggled, &m_workspace, &Workspace::setCompare);
    m_compareAction = compare;
    m_pauseAction = m_actions.add({.id = QStringLiteral("pause"),
        .menu = Menu::Run,
        .text = tr("Pause"),
        .help = tr("Hold the camera, or go on"),
        .shortcut = tr("Ctrl+L"),
        .icon = QStringLiteral("pause")});
    connect(m_pauseAction, &QAction::triggered, this, [this] {
        const bool stopped = m_workspace.state() == LiveState::Stopped || m_workspace.state() == LiveState::CameraLost;
        m_workspace.setPaused(!m_workspace.paused() && !stopped);
    });
    m_modelActions += {m_compareAction, m_pauseAction};
    m_measureAction = addGraphAction({.id = QStringLiteral("measure"),
                                         .menu = Menu::Run,
                                         .text = tr("Measure the layers"),
                                         .help = tr("Time every layer on this machine; the camera waits meanwhile"),
                                         .shortcut = tr("Ctrl+M"),
                                         .separator = true},
        [this] { measureOrStop(); });
    makeStudyActions();
    makeHelpActions();
    connect(m_actions.add({.id = QStringLiteral("shortcuts"),
                .menu = Menu::Help,
                .text = tr("Shortcuts"),
                .help = tr("All keys and what they do"),
                .shortcut = Qt::Key_F1}),
        &QAction::triggered, this, &MainWindow::showShortcuts);
    m_actions.fillMenus(menuBar());
    addRecentMenu();
}

void MainWindow::makeFileActions()
{
    const auto open = m_actions.add({.id = QStringLiteral("open"),
        .menu = Menu::File,
        .text = tr("Open\u2026"),
        .help = tr("Open a model"),
        .shortcut = QKeySequence::Open,
        .icon = QStringLiteral("open"),
        .shortText = tr("Open")});
    connect(open, &QAction::triggered, this, &MainWindow::chooseModel);
    const auto describe = m_actions.add({.id = QStringLiteral("describe"),
        .menu = Menu::File,
        .text = tr("Describe model\u2026"),
        .help = tr("Say what the model's inputs and outputs mean"),
        .shortcut = tr("Ctrl+I")});
    connect(describe, &QAction::triggered, this, [this] { m_describer->describe(m_workspace.model()); });
    m_modelActions += describe;
    makeSessionActions();
    const auto add = [this](const char *id, const QString &text, const QString &help, void (MainWindow::*choose)(),
                         const QKeySequence &key = {}, bool separator = false) {
        addGraphAction({.id = QLatin1String(id),
                           .menu = Menu::File,
                           .text = text,
                           .help = help,
                           .shortcut = key,
                           .separator = separator},
            [this, choose] { (this->*choose)(); });
    };
    add("exportPicture", tr("Export picture\u2026"), tr("Write the graph as it is seen as SVG, PNG or PDF"),
        &MainWindow::choosePictureFile, tr("Ctrl+Shift+E"), true);
    add("exportFacts", tr("Export table\u2026"), tr("Write every layer and its figures as CSV"),
        &MainWindow::chooseFactsFile);
    add("exportNodeData", tr("Export colours for Model Explorer\u2026"),
        tr("Write the figure that is shown as node data for Model Explorer"), &MainWindow::chooseNodeDataFile);
    add("exportAttachment", tr("Export figures for Netron\u2026"), tr("Write all figures as an attachment for Netron"),
        &MainWindow::chooseAttachmentFile);
    add("exportSplit", tr("Export both halves\u2026"),
        tr("Write head, tail and what crosses between them, with the codec, as files that LibTorch runs"),
        &MainWindow::chooseSplitFolder, {}, true);
    const auto quit = m_actions.add({.id = QStringLiteral("quit"),
        .menu = Menu::File,
        .text = tr("Quit"),
        .help = tr("Close the window"),
        .shortcut = QKeySequence::Quit,
        .separator = true});
    connect(quit, &QAction::triggered, this, &MainWindow::close);
}

void MainWindow::makeEditActions()
{
    const auto undo = m_actions.add({.id = QStringLiteral("undo"),
        .menu = Menu::Edit,
        .text = tr("Undo"),
        .help = tr("Take the last change back"),
        .shortcut = QKeySequence::Undo,
        .icon = QStringLiteral("undo")});
    const auto redo = m_actions.add({.id = QStringLiteral("redo"),
        .menu = Menu::Edit,
        .text = tr("Redo"),
        .help = tr("Make the last change again"),
        .shortcut = QKeySequence::Redo,
        .icon = QStringLiteral("redo")});
    auto *stack = &m_history.stack();
    connect(undo, &QAction::triggered, stack, &QUndoStack::undo);
    connect(redo, &QAction::triggered, stack, &QUndoStack::redo);
    const auto follow = [this, undo, redo, stack] {
        undo->setEnabled(stack->canUndo());
        redo->setEnabled(stack->canRedo());
        undo->setText(stack->canUndo() ? tr("Undo %1").arg(stack->undoText()) : tr("Undo"));
        redo->setText(stack->canRedo() ? tr("Redo %1").arg(stack->redoText()) : tr("Redo"));
        undo->setToolTip(tr("%1 (%2)").arg(undo->text(), undo->shortcut().toString(QKeySequence::NativeText)));
        redo->setToolTip(tr("%1 (%2)").arg(redo->text(), redo->shortcut().toString(QKeySequence::NativeText)));
    };
    connect(stack, &QUndoStack::indexChanged, this, follow);
    follow();

    const auto find = m_actions.add({.id = QStringLiteral("find"),
        .menu = Menu::Edit,
        .text = tr("Find layers"),
        .help = tr("Find layers by name, operation, module or shape"),
        .shortcut = QKeySequence::Find,
        .separator = true});
    const auto next = m_actions.add({.id = QStringLiteral("findNext"),
        .menu = Menu::Edit,
        .text = tr("Find next"),
        .help = tr("Go to the next layer that was found"),
        .shortcut = Qt::Key_F3});
    const auto previous = m_actions.add({.id = QStringLiteral("findPrevious"),
        .menu = Menu::Edit,
        .text = tr("Find previous"),
        .help = tr("Go to the layer that was found before"),
        .shortcut = Qt::SHIFT | Qt::Key_F3});
    connect(find, &QAction::triggered, this, [this] { m_find->start(); });
    connect(next, &QAction::triggered, this, [this] { m_find->next(); });
    connect(previous, &QAction::triggered, this, [this] { m_find->previous(); });
    m_modelActions += {find, next, previous};
}

QAction *MainWindow::addGraphAction(const ActionSpec &spec, const std::function<void()> &act)
{
    auto *action = m_actions.add(spec);
    connect(action, &QAction::triggered, this, act);
    if (spec.inGraph)
        m_graph->addAction(action); // where its shortcut holds
    m_modelActions += action;
    return action;
}

void MainWindow::makeViewActions()
{
    const auto add = [this](const char *id, const QString &text, const QString &help, const QKeySequence &key,
                         void (GraphView::*act)(), const char *icon = "", bool separator = false) {
        return addGraphAction({.id = QLatin1String(id),
                                  .menu = Menu::View,
                                  .text = text,
                                  .help = help,
                                  .shortcut = key,
                                  .icon = QLatin1String(icon),
                                  .inGraph = true,
                                  .separator = separator},
            [this, act] { (m_graph->*act)(); });
    };
    add("fit", tr("Fit"), tr("Show the whole model"), Qt::Key_F, &GraphView::fitAll, "fit");
    add("fitLayer", tr("Fit the chosen layer"), tr("Show the chosen layer large"), Qt::Key_Z, &GraphView::fitCurrent);
    add("fullSize", tr("Full size"), tr("Show the model at 100 %"), Qt::Key_1, &GraphView::showAtFullSize);
    add("zoomIn", tr("Zoom in"), tr("Show it larger"), Qt::Key_Plus, &GraphView::zoomIn);
    add("zoomOut", tr("Zoom out"), tr("Show it smaller"), Qt::Key_Minus, &GraphView::zoomOut);
    add("turn", tr("Turn the picture"), tr("Data flow to the right, or down"), Qt::Key_T, &GraphView::turn);
    add("collapse", tr("Collapse module"), tr("Draw the chosen layer's module as one box"), Qt::Key_C,
        &GraphView::foldCurrent, "", true);
    add("expand", tr("Expand module"), tr("Draw the layers of the chosen module"), Qt::Key_O,
        &GraphView::unfoldCurrent);
    add("collapseAll", tr("Collapse all modules"), tr("Draw every module as one box"), Qt::SHIFT | Qt::Key_C,
        &GraphView::foldAll);
    add("expandAll", tr("Expand all modules"), tr("Draw every layer"), Qt::SHIFT | Qt::Key_O, &GraphView::unfoldAll);
    makeNavigationActions();
}

void MainWindow::makeNavigationActions()
{
    m_backAction = m_actions.add({.id = QStringLiteral("back"),
        .menu = Menu::View,
        .text = tr("Back"),
        .help = tr("To the layer that was chosen before"),
        .shortcut = Qt::ALT | Qt::Key_Left,
        .separator = true});
    m_forwardAction = m_actions.add({.id = QStringLiteral("forward"),
        .menu = Menu::View,
        .text = tr("Forward"),
        .help = tr("To the layer that was chosen after this one"),
        .shortcut = Qt::ALT | Qt::Key_Right});
    connect(m_backAction, &QAction::triggered, this, [this] { goInHistory(true); });
    connect(m_forwardAction, &QAction::triggered, this, [this] { goInHistory(false); });

    const auto table = m_actions.add({.id = QStringLiteral("layers"),
        .menu = Menu::View,
        .text = tr("Table of layers"),
        .help = tr("Every layer and its figures as a table"),
        .shortcut = tr("Ctrl+T"),
        .icon = QStringLiteral("table"),
        .shortText = tr("Layers"),
        .checkable = true,
        .separator = true});
    connect(table, &QAction::toggled, m_tableDock, &QDockWidget::setVisible);
    connect(m_tableDock, &QDockWidget::visibilityChanged, table,
        [this, table] { table->setChecked(!m_tableDock->isHidden()); });
    addChartsAction();
    addCardAction();
    addGraphAction({.id = QStringLiteral("overlayScale"),
                       .menu = Menu::View,
                       .text = tr("Other scale of colours"),
                       .help = tr("Linear or logarithmic colours"),
                       .shortcut = Qt::Key_L,
                       .inGraph = true},
        [this] {
            m_overlayScale = m_overlayScale == OverlayScale::Linear ? OverlayScale::Logarithmic : OverlayScale::Linear;
            showOverlay();
        });
}

void MainWindow::makeCutActions()
{
    addBestAction();
    m_deviceAction = addGraphAction({.id = QStringLiteral("device"),
                                        .menu = Menu::Cut,
                                        .text = tr("Everything on the device"),
                                        .help = tr("Run everything on the device"),
                                        .shortcut = tr("Ctrl+D"),
                                        .icon = QStringLiteral("device"),
                                        .shortText = tr("Device")},
        [this] { m_history.requestCut(Cut::device(*m_workspace.model().graph)); });
    m_edgeAction = addGraphAction({.id = QStringLiteral("edge"),
                                      .menu = Menu::Cut,
                                      .text = tr("Everything on the edge"),
                                      .help = tr("Run everything on the edge"),
                                      .shortcut = tr("Ctrl+E"),
                                      .icon = QStringLiteral("edge"),
                                      .shortText = tr("Edge")},
        [this] { m_history.requestCut(Cut::edge(*m_workspace.model().graph)); });
    const auto add = [this](const char *id, const QString &text, const QString &help, const QKeySequence &key,
                         const std::function<void()> &act, bool separator = false) {
        addGraphAction({.id = QLatin1String(id),
                           .menu = Menu::Cut,
                           .text = text,
                           .help = help,
                           .shortcut = key,
                           .inGraph = true,
                           .separator = separator},
            act);
    };
    add(
        "deviceUpToHere", tr("Device up to here"), tr("The chosen layer, and what it needs, on the device"), Qt::Key_D,
        [this] { m_graph->putCurrentOnDevice(); }, true);
    add("edgeFromHere", tr("Edge from here"), tr("The chosen layer, and what follows, on the edge"), Qt::Key_E,
        [this] { m_graph->putCurrentOnEdge(); });
    add("splitLater", tr("Split one layer later"), tr("Move the split point of the chosen branch towards the result"),
        Qt::Key_Greater, [this] { m_graph->moveSplitPoint(true); });
    add("splitEarlier", tr("Split one layer earlier"),
        tr("Move the split point of the chosen branch towards the input"), Qt::Key_Less,
        [this] { m_graph->moveSplitPoint(false); });
    add("showCut", tr("Go to the cut"), tr("Bring the cut to the middle"), Qt::Key_G,
        [this] { m_graph->showCutPlace(); });
}

void MainWindow::makeToolBar()
{
    auto *bar = addToolBar(tr("Tools"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setMovable(false);
    bar->setIconSize(QSize(20, 20));
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    const auto add = [&](const char *id, bool iconOnly = false) {
        auto *action = m_actions.action(QLatin1String(id));
        bar->addAction(action);
        auto *button = qobject_cast<QToolButton *>(bar->widgetForAction(action));
        if (iconOnly)
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    };
    add("open");
    add("undo", true);
    add("redo", true);
    bar->addSeparator();
    m_overlayBox = new OverlayBox;
    bar->addWidget(m_overlayBox);
    add("fit", true);
    add("layers", true);
    add("charts", true);
    m_find = new FindBar;
    bar->addWidget(m_find);
    bar->addSeparator();
    add("best");
    add("device");
    add("edge");
    bar->addSeparator();
    add("compare");
    add("pause");
    auto *spring = new QWidget;
    spring->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(spring);
    m_edgeLabel = new QLabel;
    m_edgeLabel->setObjectName(QStringLiteral("edgeLabel"));
    m_edgeLabel->setContentsMargins(8, 0, 12, 0);
    bar->addWidget(m_edgeLabel);
}

void MainWindow::showShortcuts()
{
    auto *box =
        new QMessageBox(QMessageBox::NoIcon, tr("Shortcuts"), m_actions.shortcutHelp(), QMessageBox::Close, this);
    box->setObjectName(QStringLiteral("shortcutHelp"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::RichText);
    box->open();
}

} // namespace splitscope
