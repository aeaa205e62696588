// SPDX-License-Identifier: GPL-3.0-or-later
// What the window plans for, and what it shows of the planner's answers: context panel, status line, graph.
#include "app/desktop/main_window.h"

#include "app/desktop/chart_docks.h"
#include "app/desktop/error_text.h"
#include "app/desktop/workspace/codec_change.h"
#include "app/desktop/workspace/session_pins.h"
#include "core/graph/board.h"
#include "core/plan_setup/measured_case.h"
#include "core/planning/latency_model.h"
#include "widgets/graph/graph_view.h"
#include "widgets/number_text.h"
#include "widgets/panels/context_panel.h"
#include "widgets/panels/link_panel.h"
#include "widgets/panels/machine_panel.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/status_line.h"

#include <QAction>
#include <QFile>
#include <QFileDialog>
#include <QStatusBar>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr int noteMs = 6000;
constexpr std::size_t recentFrames = 30;
constexpr int measuredNowMs = 500; ///< between two readings of the run

StageTimes mediansOf(const std::deque<StageTimes> &frames)
{
    const auto median = [&](double StageTimes::*stage) {
        std::vector<double> values;
        for (const auto &times : frames)
            values.push_back(times.*stage);
        return medianOf(std::move(values));
    };
    return {median(&StageTimes::device), median(&StageTimes::encode), median(&StageTimes::uplink),
        median(&StageTimes::edge), median(&StageTimes::downlink)};
}

std::shared_ptr<const LayerTimes> layerTimesOf(
    const ContextMachine &machine, const std::vector<double> &ms, bool estimated)
{
    return std::make_shared<const LayerTimes>(
        LayerTimes{machineTitle(machine.name).toStdString(), machine.timeSource, ms, estimated});
}

bool same(const std::shared_ptr<const LayerTimes> &known, const LayerTimes &now)
{
    return known && known->machine == now.machine && known->source == now.source && known->ms == now.ms
        && known->estimated == now.estimated;
}

} // namespace

void MainWindow::connectPlanning()
{
    auto *planning = &m_planning;
    planning->setLink(m_workspace.settings().link);
    connect(&m_workspace, &Workspace::modelOpened, planning, [this] {
        m_recentStages.clear();
        m_context->setMeasuredNow({});
        m_statusLine->setPrediction({}, false);
        m_planning.setModel(m_workspace.model().model, m_workspace.cut());
    });
    connect(&m_workspace, &Workspace::cutChanged, planning, &PlanningService::setCut);
    connect(&m_workspace, &Workspace::cutChanged, this, [this] { m_recentStages.clear(); });
    connect(&m_workspace, &Workspace::linkChanged, planning, &PlanningService::setLink);
    connect(&m_workspace, &Workspace::sourceChanged, planning, &PlanningService::setPictures);
    connect(&m_workspace, &Workspace::viewReady, this, &MainWindow::takeStages);
    connect(&m_profiles, &ProfileService::ready, planning, &PlanningService::setProfile);
    connect(&m_profiles, &ProfileService::calibrated, planning, &PlanningService::setMachine);

    connect(m_context, &ContextPanel::choiceRequested, &m_history, &EditHistory::requestChoice);
    connect(m_context, &ContextPanel::importRequested, this,
        [this](ContextPanel::Side side) { chooseBoard(side == ContextPanel::Side::Device); });
    connect(m_context, &ContextPanel::measureRequested, this, [this] {
        if (m_workspace.hasModel() && !m_profiles.measuring())
            measureOrStop();
    });
    connect(m_context, &ContextPanel::measuredNowRequested, this, &MainWindow::useMeasuredNow);
    connect(planning, &PlanningService::choiceChanged, m_context, &ContextPanel::setChoice);
    connect(planning, &PlanningService::viewReady, this, &MainWindow::showPlan);
    connect(planning, &PlanningService::problem, this, [this](const Error &error) {
        m_context->setChoice(m_planning.choice()); // what was refused is not set
        m_message->showMessage(MessageBar::Kind::Problem, errorText(error));
    });
    m_workspace.setEmulator([this](const Cut &cut) { return m_planning.standInFor(cut).emulation; });
    m_graph->setCutEvaluator([this](const Cut &cut) { return m_planning.figuresOf(cut); });
}

void MainWindow::addBestAction()
{
    m_bestAction = addGraphAction({.id = QStringLiteral("best"),
                                      .menu = ActionSpec::Menu::Cut,
                                      .text = tr("The best plan"),
                                      .help = tr("Cut where it is best for this context"),
                                      .shortcut = tr("Ctrl+B"),
                                      .icon = QStringLiteral("best"),
                                      .shortText = tr("Best")},
        [this] {
            if (const auto view = m_planning.view(); view && view->best)
                takePlan(view->best->plan);
            else
                statusBar()->showMessage(tr("There is no plan yet."), noteMs);
        });
}

void MainWindow::takePlan(const Plan &plan)
{
    if (plan.cut.isDevice())
        return m_history.requestCut(plan.cut); // nothing crosses, so it says nothing of the codec
    takeCutWithCodec(plan.cut, codecFromText(plan.codec));
}

void MainWindow::pinPlan(const Plan &plan)
{
    const auto view = m_planning.view();
    if (!view)
        return;
    auto pins = m_planning.pins();
    pins.push_back({m_planning.nextPinLabel(), view->context.name, plan, plan});
    m_history.requestPins(pins);
}

void MainWindow::unpinPlan(int pin)
{
    auto pins = m_planning.pins();
    if (pin < 0 || pin >= static_cast<int>(pins.size()))
        return;
    pins.erase(pins.begin() + pin);
    m_history.requestPins(pins);
}

/// The link with another uplink rate; one that was not shaped is from now on.
void MainWindow::requestUplink(double mbps)
{
    auto link = m_workspace.settings().link;
    if (!link.shaped || link.uplinkMbps == link.downlinkMbps)
        link.downlinkMbps = mbps;
    link.shaped = true;
    link.uplinkMbps = mbps;
    m_history.requestLink(link);
}

void MainWindow::showPlan(const std::shared_ptr<const PlanningView> &view)
{
    m_context->setEstimated(view->estimated);
    m_context->setImpossible(view->impossible ? errorText(*view->impossible) : QString());
    m_context->setPictureInput(view->picture.has_value());
    m_workspace.followContext(view->context.results);
    m_statusLine->setSources(view->sources);
    showPrediction();
    showLayerTimes(*view);
    const auto isSet = [&](const Plan &plan) {
        return plan.cut == m_workspace.cut() && (plan.cut.isDevice() || plan.codec == view->current.codec);
    };
    m_bestAction->setEnabled(view->best && !isSet(view->best->plan));
    m_bestAction->setToolTip(bestToolTip(*view));
    m_charts->setView(view);
}

/// Of the cut that is set, even where the newest view is still of the one before.
void MainWindow::showPrediction()
{
    const auto view = m_planning.view();
    const auto figures = m_planning.figuresOf(m_workspace.cut());
    const double liveMs =
        figures ? pipelinedLatencyMs(figures->latency, view->context.link, LiveSession::Options().framesInFlight) : 0.0;
    m_statusLine->setPrediction(figures, view && view->estimated, liveMs);
    if (view)
        showStandIn();
}

QString MainWindow::bestToolTip(const PlanningView &view) const
{
    if (!view.best)
        return tr("No cut keeps every limit");
    const auto &plan = view.best->plan;
    auto text =
        tr("Best: %1, %2").arg(QString::fromStdString(plan.cutText), millisecondsText(plan.figures.latency.total()));
    if (plan.codec != "none")
        text += tr(", %1").arg(codecTitle(codecFromText(plan.codec)));
    if (view.best->gap > 0)
        text += tr("; at most %1 % better is possible").arg(threeDigits(100.0 * view.best->gap));
    return text + QStringLiteral(" (Ctrl+B)");
}

/// Says of both machines what a run makes of them.
void MainWindow::showStandIn()
{
    const auto view = m_planning.view();
    const auto live = m_planning.standInFor(m_workspace.cut());
    const auto note = [&](const ContextMachine &machine, const std::string &emulated, const std::string &whyNot) {
        if (!emulated.empty())
            return tr("Emulated live: this machine waits until that one would be done.");
        if (!whyNot.empty())
            return tr("Planned only: %1").arg(QString::fromStdString(whyNot));
        if (machine.name == "this" && machine.speed == 1.0)
            return QString();
        return view->estimated ? tr("Planned only, until this machine is measured.")
                               : tr("Live, this machine runs as it is.");
    };
    m_context->setMachineNote(
        ContextPanel::Side::Device, note(view->context.device, live.emulation.device, live.whyNotDevice));
    m_context->setMachineNote(ContextPanel::Side::Edge, note(view->context.edge, live.emulation.edge, live.whyNotEdge));
}

/// For the overlays that show times there.
void MainWindow::showLayerTimes(const PlanningView &view)
{
    if (!m_facts || view.layerDeviceMs.size() != m_facts->cuts.size())
        return;
    const auto device = layerTimesOf(view.context.device, view.layerDeviceMs, view.estimated);
    const auto edge = layerTimesOf(view.context.edge, view.layerEdgeMs, view.estimated);
    if (same(m_facts->deviceTimes, *device) && same(m_facts->edgeTimes, *edge))
        return;
    auto facts = *m_facts;
    facts.deviceTimes = device;
    facts.edgeTimes = edge;
    setFacts(std::make_shared<const LayerFacts>(std::move(facts)));
}

void MainWindow::takeStages(const LiveView &view)
{
    const bool split = view.settingsInUse && view.ranOn == FrameResult::RanOn::DeviceAndEdge;
    if (!split) {
        m_recentStages.clear();
        return m_context->setMeasuredNow({});
    }
    m_recentStages.push_back(view.stages);
    if (m_recentStages.size() > recentFrames)
        m_recentStages.pop_front();
    if (m_stagesShown.isValid() && m_stagesShown.elapsed() < measuredNowMs)
        return;
    m_stagesShown.start();
    m_context->setMeasuredNow(mediansOf(m_recentStages));
}

/// Lets the machines that run here be as fast as they are in the run, so that the prediction follows it.
void MainWindow::useMeasuredNow()
{
    const auto predicted = m_planning.figuresOf(m_workspace.cut());
    if (!predicted || m_recentStages.empty())
        return;
    const auto measured = mediansOf(m_recentStages);
    auto choice = m_planning.choice();
    const auto follow = [](const std::string &machine, double &speed, double predictedMs, double measuredMs) {
        if (machine != "this" || predictedMs <= 0.0 || measuredMs <= 0.0)
            return; // the run says nothing of another machine
        const double wanted = std::clamp(speed * predictedMs / measuredMs, slowestSpeed, fastestSpeed);
        speed = std::round(wanted * 1000.0) / 1000.0;
    };
    follow(choice.device, choice.deviceSpeed, predicted->latency.device, measured.device);
    follow(choice.edge, choice.edgeSpeed, predicted->latency.edge, measured.edge);
    m_history.requestChoice(choice);
}

void MainWindow::keepPlanning(Session &session) const
{
    session.planning = m_planning.choice();
    session.radio = m_planning.radio();
    for (const auto &pin : m_planning.pins())
        session.pins.push_back(sessionPin(pin));
}

void MainWindow::usePlanning(const Session &session)
{
    m_planning.setRadio(session.radio);
    m_planning.setChoice(session.planning);
    std::vector<PinnedPlan> pins;
    for (const auto &pin : session.pins) {
        if (auto pinned = pinnedPlan(pin, *m_workspace.model().graph))
            pins.push_back(std::move(*pinned));
    }
    if (pins.size() < session.pins.size())
        m_message->showMessage(MessageBar::Kind::Problem,
            tr("%1 of the pinned plans cut this model where it cannot be cut; they were left out.")
                .arg(session.pins.size() - pins.size()));
    m_planning.setPins(pins);
}

void MainWindow::chooseBoard(bool device)
{
    auto *dialog = new QFileDialog(this, tr("Import a board"), {}, tr("Boards (*.json);;All files (*)"));
    dialog->setObjectName(QStringLiteral("boardDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(
        dialog, &QFileDialog::fileSelected, this, [this, device](const QString &file) { importBoard(file, device); });
    dialog->open();
}

void MainWindow::importBoard(const QString &file, bool device)
{
    const std::string name = QFile::encodeName(file).toStdString();
    try {
        const auto board = loadBoard(name);
        if (m_workspace.hasModel()) {
            const auto model = plannedModel(*m_workspace.model().model);
            boardLayerTimes(board, model.graph, model.hash, model.inputSignature, model.operatingPoint, name);
        }
    } catch (const Failure &failure) {
        return m_message->showMessage(MessageBar::Kind::Problem, errorText(failure.error()));
    }
    if (!name.ends_with(".json"))
        return m_message->showMessage(
            MessageBar::Kind::Problem, tr("%1 must end with .json to be used as a board.").arg(file));
    m_context->addBoard(name);
    auto choice = m_planning.choice();
    (device ? choice.device : choice.edge) = name;
    (device ? choice.deviceSpeed : choice.edgeSpeed) = 1.0;
    m_history.requestChoice(choice);
}

} // namespace splitscope
