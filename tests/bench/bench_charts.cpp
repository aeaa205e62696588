// SPDX-License-Identifier: GPL-3.0-or-later
// Time that the charts need to follow a knob: a new view is set and the chart is painted, offscreen, at the size of the
// bottom dock of a large window. All at once must keep 30 frames a second: 33 ms. Processor time of the window's thread
// stands beside the clock's, for machines that do something else too.
//   QT_QPA_PLATFORM=offscreen bench_charts             the table
//   QT_QPA_PLATFORM=offscreen bench_charts FOLDER      a picture of each chart, light and dark, for people to look at
#include "core/planning/planning_view.h"
#include "tests/widgets/sample_graph.h"
#include "widgets/charts/deployment_view.h"
#include "widgets/charts/latency_chart.h"
#include "widgets/charts/pareto_page.h"
#include "widgets/charts/plan_comparison.h"
#include "widgets/charts/profile_chart.h"
#include "widgets/charts/rate_chart.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

using namespace splitscope;

namespace {

using SharedView = std::shared_ptr<const PlanningView>;

constexpr int steps = 12; ///< places of the knob
constexpr int rounds = 10;

double threadMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

double quantile(std::vector<double> values, double part)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

PlanCase caseOf(const LayerGraph &graph)
{
    PlanCase one;
    one.graph = std::make_shared<const LayerGraph>(graph);
    for (const auto &layer : graph.layers())
        one.shareMs.push_back(0.02 + static_cast<double>(layer.macs) / 5e7);
    one.outputs.assign(graph.outputs().size(), {12288.0, 0.1});
    one.codec = CodecCosts::none(graph);
    one.prepareMs = 0.3;
    one.pictures.push_back({"jpeg:90", false, true, 15000.0, 0.8, 0.4, {}, "15 kB is given"});
    return one;
}

Context contextAt(double uplinkMbps, double deviceTimes, double rttMs)
{
    Context context;
    context.name = "bench";
    context.device.name = "board";
    context.device.timeFactor.fill(deviceTimes);
    context.device.computeWatts = 6.0;
    context.device.idleWatts = 2.0;
    context.device.powerSource = "given";
    context.link = {true, uplinkMbps, 2.0 * uplinkMbps, rttMs, 0.0, 0.0};
    context.linkName = "given";
    return context;
}

PlanningWish wishAt(const Planner &planner, const Context &context)
{
    PlanningWish wish;
    wish.context = context;
    const auto &graph = *planner.cases().front().graph;
    wish.cut = Cut::upTo(graph, {graph.size() / 3});
    wish.measured = "a given profile";
    return wish;
}

std::vector<SharedView> views(const LayerGraph &graph)
{
    Planner planner({caseOf(graph)});
    std::vector<SharedView> all;
    for (int i = 0; i < steps; ++i)
        all.push_back(std::make_shared<const PlanningView>(
            makePlanningView(planner, wishAt(planner, contextAt(2.0 + 1.5 * i, 4.0, 20.0)))));
    return all;
}

void measure(const char *name, QWidget &widget, const std::function<void(const SharedView &)> &set,
    const std::vector<SharedView> &all)
{
    widget.resize(1200, 260);
    set(all.front());
    widget.show();
    QApplication::processEvents();
    std::vector<double> own, wall;
    for (int i = 0; i < rounds * steps; ++i) {
        QElapsedTimer clock;
        clock.start();
        const double before = threadMs();
        set(all[static_cast<std::size_t>(i % steps)]);
        QApplication::processEvents(); // fills, draws and paints
        own.push_back(threadMs() - before);
        wall.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    widget.hide();
    std::printf("  %-24s thread median %6.2f p95 %6.2f ms   clock median %6.2f p95 %6.2f ms\n", name,
        quantile(own, 0.5), quantile(own, 0.95), quantile(wall, 0.5), quantile(wall, 0.95));
}

void measureModel(int layers)
{
    const auto graph = testing::residualNetwork(layers);
    const auto all = views(graph);
    std::printf("%d layers, bands %zu, plans on the front %zu\n", graph.size(), all.front()->bands.size(),
        all.front()->pareto.plans.size());
    LatencyChart latency;
    measure(
        "latency by cut", latency, [&](const SharedView &view) { latency.setView(view); }, all);
    RateChart rate;
    measure(
        "where a split wins", rate, [&](const SharedView &view) { rate.setView(view); }, all);
    ParetoPage pareto;
    measure(
        "Pareto and comparison", pareto, [&](const SharedView &view) { pareto.setView(view); }, all);
    ProfileChart profile;
    measure(
        "profile", profile, [&](const SharedView &view) { profile.setView(view); }, all);

    QWidget together;
    auto *layout = new QVBoxLayout(&together);
    layout->addWidget(&latency);
    layout->addWidget(&rate);
    layout->addWidget(&pareto);
    layout->addWidget(&profile);
    for (QWidget *part : {static_cast<QWidget *>(&latency), static_cast<QWidget *>(&rate),
             static_cast<QWidget *>(&pareto), static_cast<QWidget *>(&profile)})
        part->show();
    together.setMinimumHeight(1040);
    measure(
        "all four at once", together,
        [&](const SharedView &view) {
            latency.setView(view);
            rate.setView(view);
            pareto.setView(view);
            profile.setView(view);
        },
        all);
    for (QWidget *part : {static_cast<QWidget *>(&latency), static_cast<QWidget *>(&rate),
             static_cast<QWidget *>(&pareto), static_cast<QWidget *>(&profile)})
        part->setParent(nullptr);
}

/// A view with everything in it: pins, a table of deployments, a limit.
PlanningView fullView(const LayerGraph &graph, double uplinkMbps)
{
    Planner planner({caseOf(graph)});
    auto wish = wishAt(planner, contextAt(uplinkMbps, 8.0, 20.0));
    wish.pins = {{"A", "bench", planner.evaluate(wish.context, 0, Cut::device(graph)), {}},
        {"B", "bench", planner.best(wish.context, Objective{}).plan, {}}};
    wish.limits.latencyMs = 120.0;
    auto view = makePlanningView(planner, wish);
    std::vector<Context> contexts;
    for (const double rate : {0.3, 2.0, 8.0, 60.0}) {
        for (const double times : {2.0, 8.0, 20.0}) {
            contexts.push_back(contextAt(rate, times, 20.0));
            contexts.back().device.name = "board / " + std::to_string(static_cast<int>(times));
            contexts.back().linkName = std::to_string(rate).substr(0, 4) + " Mbit/s";
        }
    }
    view.deployments =
        std::make_shared<const DeploymentTable>(deploymentTable(planner, contexts, Objective{}, Limits{}));
    return view;
}

void takePicture(QWidget &widget, const QSize &size, const QString &file)
{
    widget.resize(size);
    widget.show();
    for (int i = 0; i < 3; ++i)
        QApplication::processEvents();
    widget.grab().save(file);
}

void takePictures(const QString &folder)
{
    const auto usual = std::make_shared<const PlanningView>(fullView(testing::encoderWithThreeDecoders(), 6.0));
    const auto large = std::make_shared<const PlanningView>(fullView(testing::residualNetwork(2000), 6.0));
    auto refused = *usual;
    refused.best.reset();
    refused.bestBar = -1;
    refused.pareto.plans.clear();
    refused.limits.latencyMs = 20.0;
    refused.impossible = Error{ErrorCode::PlanImpossible, {{"why", "the latency limit is too low"}}};
    const std::pair<const char *, SharedView> kinds[] = {
        {"usual", usual}, {"large", large}, {"refused", std::make_shared<const PlanningView>(refused)}};
    for (const bool dark : {false, true}) {
        installTheme(*qApp, dark ? ThemeChoice::Dark : ThemeChoice::Light);
        for (const auto &[kind, view] : kinds) {
            LatencyChart latency;
            RateChart rate;
            ParetoPage pareto;
            ProfileChart profile;
            DeploymentView deployments;
            latency.setView(view);
            rate.setView(view);
            pareto.setView(view);
            profile.setView(view);
            deployments.setView(view);
            const auto name = [&](const char *chart, const char *size) {
                return QStringLiteral("%1/%2-%3-%4-%5.png")
                    .arg(folder, QLatin1String(chart), QLatin1String(kind), QLatin1String(dark ? "dark" : "light"),
                        QLatin1String(size));
            };
            const std::pair<const char *, QWidget *> charts[] = {{"latency", &latency}, {"rate", &rate},
                {"pareto", &pareto}, {"profile", &profile}, {"deployments", &deployments}};
            for (const auto &[chart, widget] : charts) {
                takePicture(*widget, {1000, 260}, name(chart, "dock"));
                takePicture(*widget, {560, 180}, name(chart, "small"));
            }
        }
    }
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    installTheme(application, ThemeChoice::Light);
    if (argc > 1) {
        takePictures(QString::fromLocal8Bit(argv[1]));
        return 0;
    }
    std::printf("%u cores, 1200 x 260 each\n", std::thread::hardware_concurrency());
    for (const int layers : {37, 250, 2000})
        measureModel(layers);
    return 0;
}
