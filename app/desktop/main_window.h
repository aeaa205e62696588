// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/action_registry.h"
#include "app/desktop/workspace/activation_service.h"
#include "app/desktop/workspace/autosaver.h"
#include "app/desktop/workspace/codec_service.h"
#include "app/desktop/workspace/edit_history.h"
#include "app/desktop/workspace/export_service.h"
#include "app/desktop/workspace/layout_service.h"
#include "app/desktop/workspace/model_watch.h"
#include "app/desktop/workspace/planning_service.h"
#include "app/desktop/workspace/profile_service.h"
#include "app/desktop/workspace/session_file.h"
#include "app/desktop/workspace/study_service.h"
#include "app/desktop/workspace/workspace.h"
#include "widgets/graph/overlay.h"
#include "widgets/graph/selection_history.h"

#include <QMainWindow>
#include <QTimer>

#include <deque>
#include <functional>

class QAction;
class QDockWidget;
class QLabel;
class QStackedWidget;

namespace splitscope {

class CardPanel;
class ChartDocks;
class CodecPanel;
class ContextPanel;
class FindBar;
class FirstCutGuide;
class GraphView;
class GuideBar;
class LayerTable;
class LinkPanel;
class LivePanel;
class LoadingPage;
class MessageBar;
class ModelDescriber;
class OfferBar;
class OverlayBox;
class SideDock;
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
    const PlanningService &planning() const { return m_planning; }
    const CodecService &codecs() const { return m_codecs; }
    const ActionRegistry &actions() const { return m_actions; }
    /// Size, place and docks as they were left; saved again when the window closes.
    void restoreLayout();
    /// From now on what is set up outlives a crash: it is kept in the user's state folder until the window ends in
    /// order. Offers what an earlier window left behind there.
    void keepForRecovery();
    /// Milliseconds from the wish to open a model until its graph took events; nothing before.
    std::optional<double> openedInMs() const { return m_openedInMs; }

public Q_SLOTS:
    void openFile(const QString &file);
    void openSample(const QString &id);
    /// What is set up, as a file; and back. Problems are said as a message.
    void saveSession(const QString &file);
    void openSession(const QString &file);
    /// A first cut in five steps, on the open model or on a sample.
    void startFirstCut();
    void showGlossary();
    /// Write the open model's graph as it is seen, or its layers' figures; the answer comes in the status bar or as a
    /// message.
    void exportPicture(const QString &file);
    void exportFacts(const QString &file);
    void exportNodeData(const QString &file);
    void exportAttachment(const QString &file);
    /// The two halves of the cut that is set, with its codec, as `splitscope-cli split` writes them.
    void exportSplit(const QString &folder);
    /// A board's file as the device, or as the edge. Problems are said as a message; nothing changes then.
    void importBoard(const QString &file, bool device);
    /// What `splitscope-cli study` wrote for the open model. Problems are said as a message.
    void openStudy(const QString &file);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

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
    /// Of the open model, to all that show them.
    void setFacts(std::shared_ptr<const LayerFacts> facts);
    void goInHistory(bool back);
    void showOverlay();
    void showShortcuts();
    void connectProfiles();
    void measureOrStop();
    void showMeasuring();
    void takeProfile(std::shared_ptr<const LayerProfile> profile);
    void connectPlanning();
    void addBestAction();
    void takePlan(const Plan &plan);
    void pinPlan(const Plan &plan);
    void unpinPlan(int pin);
    void requestUplink(double mbps);
    void showPlan(const std::shared_ptr<const PlanningView> &view);
    void showPrediction();
    void showLayerTimes(const PlanningView &view);
    QString bestToolTip(const PlanningView &view) const;
    void showStandIn();
    void takeStages(const LiveView &view);
    void useMeasuredNow();
    void chooseBoard(bool device);
    void keepPlanning(Session &session) const;
    void usePlanning(const Session &session);
    void makeCharts();
    void addChartsAction();
    void takeContext(const Context &context);
    void chooseChartFile(const QString &title, const QString &suffix, const QString &filters,
        const std::function<void(const QString &)> &write);
    void makeSessionActions();
    void chooseSessionFile();
    Session currentSession() const; ///< of an open model
    void useSession(Session session);
    void applySession();
    void makeHelpActions();
    void makeGuide();
    void explainWords();
    void connectRecovery();
    void offerLeftBehind();
    void restoreLeftBehind();
    void reloadModel();
    void followModel(bool fromSession);
    void connectCodecs();
    void connectCodecPanel();
    void takeCodec(const CodecChoice &choice);
    void requestLaterCodec();
    void showCodec(const CodecChoice &choice);
    void makeCardPage();
    void addCardAction();
    void openRecipe(const QString &file);
    void makeStudyActions();
    void connectStudies();
    void studyOrStop();
    void takeStudy(const StudyView &view);
    void takeCutWithCodec(const Cut &cut, const Codec &codec);
    void connectActivations();
    void chooseActivation();
    void showActivation(const ActivationService::View &view);
    void makeThemeActions();
    void addRecentMenu();
    void connectExports();
    void choosePictureFile();
    void chooseFactsFile();
    void chooseNodeDataFile();
    void chooseAttachmentFile();
    void chooseSplitFolder();
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
    PlanningService m_planning;
    EditHistory m_history{m_workspace, m_planning}; // ends before the actions that show its state
    LayoutService m_layouts;
    ExportService m_exports;
    ProfileService m_profiles;
    ActivationService m_activations;
    CodecService m_codecs;
    std::optional<CodecChoice> m_laterCodec; ///< asked for while a hand slides
    QTimer m_codecPause;                     ///< between two that are set while it does
    StudyService m_studies;
    ModelWatch m_watch;
    std::unique_ptr<Autosaver> m_autosaver;     ///< null: nothing is kept
    std::unique_ptr<RecoverySlot> m_leftBehind; ///< by an earlier window, as long as it is offered
    bool m_restoring = false;                   ///< the model of what was left behind is being opened
    bool m_openedBefore = false;                ///< a model, in this window
    std::string m_layerToChoose;                ///< id, once the model is there again
    std::pair<const Model *, int> m_activationOf{nullptr, -1};
    bool m_guideWanted = false;          ///< once the sample is open
    bool m_showTimes = false;            ///< once they are measured
    bool m_resumeAfterMeasuring = false; ///< the camera
    SelectionHistory m_chosen;
    std::shared_ptr<const LayerFacts> m_facts; ///< of the open model
    QList<QAction *> m_modelActions;           ///< that need an open model
    std::optional<LayerFigure> m_overlay = LayerFigure::Macs;
    OverlayScale m_overlayScale = OverlayScale::Linear;
    QElapsedTimer m_opening;
    std::optional<double> m_openedInMs;
    QString m_wantedFile; ///< that is being opened
    QString m_sessionFile;
    std::optional<Session> m_wantedSession; ///< whose model is being opened
    bool m_keepsLayout = false;
    std::deque<StageTimes> m_recentStages; ///< of frames that ran with what was asked for last
    QElapsedTimer m_stagesShown;

    // Children of the window.
    ModelDescriber *m_describer = nullptr;
    QStackedWidget *m_pages = nullptr;
    MessageBar *m_message = nullptr;
    OfferBar *m_recoveryOffer = nullptr;
    OfferBar *m_reloadOffer = nullptr;
    GuideBar *m_guideBar = nullptr;
    FirstCutGuide *m_guide = nullptr;
    StartPage *m_start = nullptr;
    LoadingPage *m_loading = nullptr;
    GraphView *m_graph = nullptr;
    FindBar *m_find = nullptr;
    OverlayBox *m_overlayBox = nullptr;
    LayerTable *m_table = nullptr;
    QDockWidget *m_tableDock = nullptr;
    ContextPanel *m_context = nullptr;
    ChartDocks *m_charts = nullptr;
    LinkPanel *m_link = nullptr;
    SourcePanel *m_source = nullptr;
    LivePanel *m_live = nullptr;
    SideDock *m_leftDock = nullptr;
    CodecPanel *m_codec = nullptr;
    CardPanel *m_card = nullptr;
    StatusLine *m_statusLine = nullptr;
    QLabel *m_edgeLabel = nullptr;
    QAction *m_bestAction = nullptr;
    QAction *m_deviceAction = nullptr;
    QAction *m_edgeAction = nullptr;
    QAction *m_measureAction = nullptr;
    QAction *m_studyAction = nullptr;
    QAction *m_backAction = nullptr;
    QAction *m_forwardAction = nullptr;
    QAction *m_compareAction = nullptr;
    QAction *m_pauseAction = nullptr;
};

} // namespace splitscope
