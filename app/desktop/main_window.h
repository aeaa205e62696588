// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/workspace.h"

#include <QMainWindow>

class QAction;
class QLabel;
class QStackedWidget;

namespace splitscope {

class GraphView;
class LinkPanel;
class LivePanel;
class LoadingPage;
class MessageBar;
class SourcePanel;
class StartPage;
class StatusLine;

/// Wires the widgets to the workspace: context at the left, the graph in the middle, what runs at the right.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(const Workspace::Surroundings &surroundings, QWidget *parent = nullptr);

    Workspace &workspace() { return m_workspace; }
    GraphView &graphView() { return *m_graph; }
    /// Milliseconds from the wish to open a model until its graph took events; nothing before.
    std::optional<double> openedInMs() const { return m_openedInMs; }

public Q_SLOTS:
    void openFile(const QString &file);
    void openSample(const QString &id);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void makeActions();
    void makeCentre();
    void makeDocks();
    void connectWorkspace();
    void chooseModel();
    void chooseSource();
    void showModel();
    void showPage(QWidget *page);
    void showState(LiveState state, const QString &sentence);
    void showEdge();
    void showCut();

    Workspace m_workspace;
    QElapsedTimer m_opening;
    std::optional<double> m_openedInMs;

    // Children of the window.
    QStackedWidget *m_pages = nullptr;
    MessageBar *m_message = nullptr;
    StartPage *m_start = nullptr;
    LoadingPage *m_loading = nullptr;
    GraphView *m_graph = nullptr;
    LinkPanel *m_link = nullptr;
    SourcePanel *m_source = nullptr;
    LivePanel *m_live = nullptr;
    StatusLine *m_statusLine = nullptr;
    QLabel *m_edgeLabel = nullptr;
    QAction *m_fitAction = nullptr;
    QAction *m_deviceAction = nullptr;
    QAction *m_edgeAction = nullptr;
    QAction *m_compareAction = nullptr;
    QAction *m_pauseAction = nullptr;
};

} // namespace splitscope
