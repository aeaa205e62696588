// SPDX-License-Identifier: GPL-3.0-or-later
// How long planning takes after a slider moved: `build/release/bench/bench_planning [MODEL.pt]`. CPU time of the
// calling thread, so that other work on the machine disturbs it little; medians and the slowest of 21 different
// contexts.
#include "core/model/model.h"
#include "core/planning/cut_evaluator.h"
#include "core/planning/planner.h"
#include "core/planning/planning_view.h"
#include "core/profile/profiler.h"
#include "core/profile/return_costs.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <random>
#include <thread>

using namespace splitscope;

namespace {

constexpr int contexts = 21;

double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

/// A trunk of residual blocks (three layers and an addition) over two thirds of the layers, then four branches.
LayerGraph multitaskGraph(int count)
{
    std::mt19937_64 random(7);
    std::vector<Layer> layers;
    const auto add = [&](std::vector<TensorRef> reads, std::int64_t elements) {
        Layer layer;
        layer.id = "layer" + std::to_string(layers.size());
        layer.op = "conv2d+batch_norm+relu";
        layer.inputs = std::move(reads);
        layer.macs = 1000 * static_cast<std::int64_t>(1 + random() % 20000);
        layer.outputs.push_back({{1, 16, elements / 16}});
        layers.push_back(std::move(layer));
        return static_cast<int>(layers.size()) - 1;
    };
    const int trunk = count * 2 / 3;
    int last = add({{TensorRef::input, 0}}, 1 << 18);
    while (static_cast<int>(layers.size()) + 4 <= trunk) {
        const auto elements = std::int64_t(1) << (18 - 8 * layers.size() / static_cast<std::size_t>(trunk));
        int inner = last;
        for (int i = 0; i < 3; ++i)
            inner = add({{inner, 0}}, elements * (i == 1 ? 2 : 1));
        last = add({{inner, 0}, {last, 0}}, elements);
    }
    std::vector<ModelOutput> outputs;
    const int left = count - static_cast<int>(layers.size());
    for (int branch = 0; branch < 4; ++branch) {
        int end = last;
        for (int i = 0; i < left / 4 + (branch < left % 4 ? 1 : 0); ++i)
            end = add({{end, 0}}, std::int64_t(1) << (10 + 6 * i / std::max(1, left / 4)));
        outputs.push_back({std::to_string(branch), {end, 0}, layers[static_cast<std::size_t>(end)].outputs[0]});
    }
    return {{{"picture", {{1, 3, 192, 256}}}}, layers, outputs};
}

PlanCase generatedCase(int layers)
{
    PlanCase one;
    one.graph = std::make_shared<const LayerGraph>(multitaskGraph(layers));
    for (const auto &layer : one.graph->layers())
        one.shareMs.push_back(static_cast<double>(layer.macs) / 5e7);
    one.outputs.assign(one.graph->outputs().size(), {12288.0, 0.1});
    one.codec = CodecCosts::none(*one.graph);
    one.prepareMs = 0.3;
    one.pictures.push_back({"raw", true, true, 147456.0, 0.1, 0.0, {}, "given"});
    return one;
}

PlanCase modelCase(const char *file)
{
    const auto model = Model::open(file);
    ProfileOptions options;
    options.threads = 1;
    PlanCase one;
    one.graph = std::shared_ptr<const LayerGraph>(model, &model->graph());
    one.shareMs = profileModel(model, options).shareMs;
    for (const auto &cost : measureReturns(model))
        one.outputs.push_back({cost.bytes, cost.ms});
    one.codec = CodecCosts::none(*one.graph);
    return one;
}

Context contextAt(int step)
{
    Context context;
    context.device.name = "a board";
    context.device.timeFactor.fill(8.0 + 0.3 * step);
    context.device.computeWatts = 6.4;
    context.device.idleWatts = 2.7;
    context.edge.timeFactor.fill(0.5);
    context.link.shaped = true;
    context.link.uplinkMbps = 2.0 + step;
    context.link.downlinkMbps = 20.0;
    context.link.rttMs = 10.0;
    return context;
}

template <typename Work>
void report(const char *what, double limitMs, const Work &work)
{
    work(contextAt(0)); // warms up
    std::vector<double> times;
    for (int i = 0; i < contexts; ++i) {
        const auto context = contextAt(i);
        const double start = cpuMs();
        work(context);
        times.push_back(cpuMs() - start);
    }
    std::sort(times.begin(), times.end());
    std::printf("  %-58s %8.2f %8.2f", what, times[contexts / 2], times.back());
    if (limitMs > 0)
        std::printf("   %5.0f ms", limitMs);
    std::printf("\n");
}

/// What the window asks for when a slider moved, and while a split point is dragged.
void measureWindow(Planner &planner, double limitMs)
{
    const auto &one = planner.cases().front();
    PlanningWish wish;
    wish.cut = Cut::upTo(*one.graph, {one.graph->size() / 2});
    const auto view = [&](const Context &context, bool complete) {
        wish.context = context;
        makePlanningView(planner, wish, complete);
    };
    report("the window's view without bands and front", limitMs, [&](const Context &context) { view(context, false); });
    report("the window's whole view", 0.0, [&](const Context &context) { view(context, true); });
    const auto shared = std::make_shared<const PlanCase>(one);
    const auto structure = std::make_shared<const CutStructure>(*one.graph);
    const CutEvaluator evaluator(shared, structure, contextAt(0));
    report("one cut while it is dragged", 1.0, [&](const Context &) { evaluator.figures(wish.cut); });
    report("what a run of it stands in for", 1.0, [&](const Context &) { evaluator.standInFor(wish.cut); });
}

void measure(const char *title, PlanCase one, std::array<double, 3> limitsMs)
{
    const int layers = one.graph->size();
    Planner planner({std::move(one)});
    std::printf("%s, %d layers                                     median ms  slowest    limit\n", title, layers);
    report("context changed: best plan and latency bars", limitsMs[0], [&](const Context &context) {
        planner.best(context, Objective{});
        planner.latencyByCut(context);
    });
    std::size_t bands = 0;
    report("where a split wins, 0.01 to 1000 Mbit/s", limitsMs[1],
        [&](const Context &context) { bands = planner.whereASplitWins(context, 0.01, 1000.0).size(); });
    ParetoFront front;
    report("Pareto front of latency, energy, bytes", limitsMs[2],
        [&](const Context &context) { front = planner.pareto(context); });
    report("least energy within 1.2 x the least latency", 0.0, [&](const Context &context) {
        Limits limits;
        limits.latencyMs = 1.2 * planner.best(context, Objective{}).value;
        planner.best(context, Objective::fromText("energy"), limits);
    });
    double gap = 0.0;
    report("most frames a second", 0.0,
        [&](const Context &context) { gap = planner.best(context, Objective::fromText("throughput")).gap; });
    measureWindow(planner, limitsMs[0]);
    std::printf("  %zu bands, %zu plans in the front (gap %.3g), throughput gap %.3g\n\n", bands, front.plans.size(),
        front.gap, gap);
}

} // namespace

int main(int argc, char **argv)
{
    const char *file = argc > 1 ? argv[1] : SPLITSCOPE_SOURCE_DIR "/sample_models/scenes/scenes.pt";
    std::printf("%u cores; build/release/bench/bench_planning %s\n\n", std::thread::hardware_concurrency(), file);
    measure("model", modelCase(file), {4.0, 50.0, 50.0});
    measure("generated", generatedCase(250), {4.0, 50.0, 0.0});
    measure("generated", generatedCase(2000), {16.0, 200.0, 0.0});
}
