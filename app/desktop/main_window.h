// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/action_registry.h"
#include "app/desktop/workspace/edit_history.h"
#include "app/desktop/workspace/export_service.h"
#include "app/desktop/workspace/layout_service.h"
#include "app/desktop/workspace/profile_service.h"
#include "app/desktop/workspace/session_file.h"
#include "app/desktop/workspace/workspace.h"
#include "widgets/graph/overlay.h"
#include "widgets/graph/selection_history.h"

#include <QMainWindow>

#include <functional>

class QAction;
class QComboBox;
class QDockWidget;
class QLabel;
class QStackedWidget;

namespace splitscope {

class FindBar;
class GraphView;
class LayerTable;
class LinkPanel;
class LivePanel;
class LoadingPage;
class MessageBar;
class ModelDescriber;
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
    const ActionRegistry &actions() const { return m_actions; }
    /// Size, place and docks as they were left; saved again when the window closes.
    void restoreLayout();
    /// Milliseconds from the wish to open a model until its graph took events; nothing before.
    std::optional<double> openedInMs() const { return m_openedInMs; }

public Q_SLOTS:
    void openFile(const QString &file);
    void openSample(const QString &id);
    /// What is set up, as a file; and back. Problems are said as a message.
    void saveSession(const QString &file);
    void openSession(const QString &file);
    /// Write the open model's graph as it is seen, or its layers' figures; the answer comes in the status bar or as a
    /// message.
    void exportPicture(const QString &file);
    void exportFacts(const QString &file);
    void exportNodeData(const QString &file);
    void exportAttachment(const QString &file);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void makeActions();
    void makeFileActions();
    void makeEditActions();
    void makeViewActions();
    void makeNavigationActions();
    void makeCutActions();
    QAction *addGraphAction(const ActionSpec &spec, const std::function<void()> &act);
    void makeToolBar();
    void makeCentre();
    void makeDocks();
    void connectWorkspace();
    void connectGraph();
    void chooseLayer(int layer);
    void goInHistory(bool back);
    void showOverlay();
    void showShortcuts();
    void connectProfiles();
    void measureOrStop();
    void showMeasuring();
    void takeProfile(std::shared_ptr<const LayerProfile> profile);
    void makeSessionActions();
    void chooseSessionFile();
    void applySession();
    void makeThemeActions();
    void addRecentMenu();
    void connectExports();
    void choosePictureFile();
    void chooseFactsFile();
    void chooseNodeDataFile();
    void chooseAttachmentFile();
    void chooseFile(const QString &title, const QString &suffix, const QString &filters,
        void (MainWindow::*write)(const QString &));
    void chooseModel();
    void chooseSource();
    void showModel();
    void showPage(QWidget *page);
    void showState(LiveState state, const QString &sentence);
    void showEdge();
    void showCut();

    Workspace m_workspace;
    ActionRegistry m_actions{this};
    EditHistory m_history{m_workspace}; // ends before the actions that show its state
    LayoutService m_layouts;
    ExportService m_exports;
    ProfileService m_profiles;
    bool m_showTimes = false;            ///< once they are measured
    bool m_resumeAfterMeasuring = false; ///< the camera
    SelectionHistory m_chosen;
    std::shared_ptr<const LayerFacts> m_facts; ///< of the open model
    QList<QAction *> m_modelActions; ///< that need an open model
    std::optional<LayerFigure> m_overlay = LayerFigure::Macs;
    OverlayScale m_overlayScale = OverlayScale::Linear;
    QElapsedTimer m_opening;
    std::optional<double> m_openedInMs;
    QString m_wantedFile; ///< that is being opened
    QString m_sessionFile;
    std::optional<Session> m_wantedSession; ///< whose model is being opened
    bool m_keepsLayout = false;

    // Children of the window.
    ModelDescriber *m_describer = nullptr;
    QStackedWidget *m_pages = nullptr;
    MessageBar *m_message = nullptr;
    StartPage *m_start = nullptr;
    LoadingPage *m_loading = nullptr;
    GraphView *m_graph = nullptr;
    FindBar *m_find = nullptr;
    QComboBox *m_overlayBox = nullptr;
    LayerTable *m_table = nullptr;
    QDockWidget *m_tableDock = nullptr;
    LinkPanel *m_link = nullptr;
    SourcePanel *m_source = nullptr;
    LivePanel *m_live = nullptr;
    StatusLine *m_statusLine = nullptr;
    QLabel *m_edgeLabel = nullptr;
    QAction *m_deviceAction = nullptr;
    QAction *m_edgeAction = nullptr;
    QAction *m_measureAction = nullptr;
    QAction *m_backAction = nullptr;
    QAction *m_forwardAction = nullptr;
    QAction *m_compareAction = nullptr;
    QAction *m_pauseAction = nullptr;
};

} // namespace splitscope
