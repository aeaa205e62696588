// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/planning_view.h"
#include "tests/widgets/sample_graph.h"

#include <memory>
#include <string>
#include <vector>

namespace splitscope::testing {

inline Plan planWith(const LayerGraph &graph, const Cut &cut, const StageTimes &latency, double uplinkBytes)
{
    Plan plan;
    plan.cut = cut;
    plan.cutText = cut.text(graph);
    plan.figures.latency = latency;
    plan.figures.uplinkBytes = uplinkBytes;
    plan.figures.downlinkBytes = cut.isDevice() ? 0.0 : 100.0;
    plan.figures.throughputFps = 10.0;
    return plan;
}

/// A chain of four layers, a to d, on a link of 6 Mbit/s with a round trip of 4 ms. All figures are chosen, so that
/// what charts show of them can be worked out by hand:
///
/// | cut      | device | encode | uplink | edge | downlink | sum  | energy | up, bytes |
/// |----------|--------|--------|--------|------|----------|------|--------|-----------|
/// | edge     |      1 |      0 |     40 |    8 |        1 | 50   |   20   |       768 |
/// | after a  |      3 |    0.5 |     60 |    6 |        1 | 70.5 |   30   |      1024 |
/// | after b  |      6 |    0.5 |     10 |    4 |        1 | 21.5 |   15   |       256 |
/// | after c  | cannot be made                                                        |
/// | device   |     25 |      0 |      0 |    0 |        0 | 25   |   50   |         0 |
/// | picture  |      1 |      2 |     12 |    9 |        1 | 25   |    9   |       150 |
///
/// `after a` is set, `after b` is best. Best by rate: device to 1 Mbit/s, after b (13.5 + 11.5 / rate ms) to 20, edge
/// (11 + 61.5 / rate ms) from there.
inline PlanningView sampleView()
{
    GraphMaker make({1, 3, 8, 8});
    int last = TensorRef::input;
    for (const char *name : {"a", "b", "c", "d"})
        last = make.add(name, "conv2d", {last}, {1, 4, 8, 8}, 1000);
    make.output("result", last);
    const auto graph = std::make_shared<const LayerGraph>(make.graph());

    PlanningView view;
    view.generation = 1;
    view.graph = graph;
    view.context.name = "sample";
    view.context.link = {true, 6.0, 13.0, 4.0, 0.0, 0.0};
    view.context.linkName = "lte";

    const StageTimes edge{1, 0, 40, 8, 1}, a{3, 0.5, 60, 6, 1}, b{6, 0.5, 10, 4, 1}, c{12, 0, 8, 2, 1},
        device{25, 0, 0, 0, 0}, picture{1, 2, 12, 9, 1};
    view.bars = {{{0, edge, 768, true}, "edge"}, {{1, a, 1024, true}, "a"}, {{2, b, 256, true}, "b"},
        {{3, c, 256, false}, "c"}, {{4, device, 0, true}, "device"}};
    view.currentBar = 1;
    view.bestBar = 2;
    view.edgeOnly = planWith(*graph, Cut::edge(*graph), edge, 768);
    view.edgeOnly.figures.deviceEnergyMj = 20.0;
    view.deviceOnly = planWith(*graph, Cut::device(*graph), device, 0);
    view.deviceOnly.figures.deviceEnergyMj = 50.0;
    view.current = planWith(*graph, Cut::upTo(*graph, {0}), a, 1024);
    view.current.figures.deviceEnergyMj = 30.0;
    auto afterB = planWith(*graph, Cut::upTo(*graph, {1}), b, 256);
    afterB.figures.deviceEnergyMj = 15.0;
    view.best = PlanAnswer{afterB, 21.5, 21.5, 0.0};
    view.picture = planWith(*graph, Cut::edge(*graph), picture, 150);
    view.picture->codec = "jpeg:90";
    view.picture->figures.deviceEnergyMj = 9.0;

    auto slow = afterB;
    slow.figures.latency.uplink = 13.5; // 2 + 11.5 / 1
    auto quick = view.edgeOnly;
    quick.figures.latency = {1, 0, 5.075, 7, 1}; // 11 - 2 is in the other stages; 2 + 61.5 / 20
    view.bandsFromMbps = 0.1;
    view.bandsToMbps = 1000.0;
    view.bands = {{0.1, 1.0, view.deviceOnly}, {1.0, 20.0, slow}, {20.0, 1000.0, quick}};

    view.pareto.plans = {afterB, *view.picture};
    for (int i = 0; i < 4; ++i)
        view.depth.push_back({std::string(1, static_cast<char>('a' + i)), 1024.0, i < 3 ? 1024.0 - 256.0 * i : 0.0,
            1000.0 * (i + 1), 2.0 * (i + 1)});
    view.sources = {{"device", TermSource::Kind::Measured, "profile of 4 layers"},
        {"uplink", TermSource::Kind::Modelled, "link lte"}};
    return view;
}

inline std::shared_ptr<const PlanningView> shared(const PlanningView &view)
{
    return std::make_shared<const PlanningView>(view);
}

/// As `sampleView`, with so many cuts that they share bars: cut i takes 100 + (i x 7919 mod 1000) / 10 ms.
inline PlanningView longView(int layers)
{
    auto view = sampleView();
    view.graph = std::make_shared<const LayerGraph>(chain(layers));
    const auto &graph = *view.graph;
    view.bars.clear();
    view.depth.clear();
    for (int i = 0; i <= layers; ++i) {
        const double ms = 100.0 + (i * 7919 % 1000) / 10.0;
        view.bars.push_back({{i, {ms / 2, 0, ms / 4, ms / 4, 0}, 1000.0, true}, "layer" + std::to_string(i)});
        if (i > 0)
            view.depth.push_back({"layer" + std::to_string(i), 1000.0 + i, 1000.0, 1.0 * i, 0.1 * i});
    }
    view.currentBar = layers / 3;
    view.bestBar = layers / 2;
    view.current =
        planWith(graph, Cut::upTo(graph, {layers / 3 - 1}), view.bars[std::size_t(layers / 3)].cut.latency, 9);
    view.best->plan =
        planWith(graph, Cut::upTo(graph, {layers / 2 - 1}), view.bars[std::size_t(layers / 2)].cut.latency, 9);
    view.edgeOnly = planWith(graph, Cut::edge(graph), view.bars.front().cut.latency, 1000);
    view.deviceOnly = planWith(graph, Cut::device(graph), view.bars.back().cut.latency, 0);
    return view;
}

} // namespace splitscope::testing
