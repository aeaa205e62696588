// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/planning_view.h"

#include "core/planning/term_sources.h"

#include <algorithm>

namespace splitscope {

namespace {

// "Where a split wins" goes over these rates at least: from LoRa to a fast local network.
constexpr double slowestMbps = 0.01;
constexpr double fastestMbps = 1000.0;

/// The number of first layers in graph order that make up the cut, or -1.
int prefixOf(const LayerGraph &graph, const Cut &cut)
{
    const int layers = cut.deviceLayers();
    for (int i = 0; i < layers; ++i) {
        if (!cut.onDevice(i))
            return -1;
    }
    return layers <= graph.size() ? layers : -1;
}

std::string barName(const LayerGraph &graph, int deviceLayers)
{
    if (deviceLayers == 0)
        return "edge";
    return deviceLayers == graph.size() ? "device" : graph.layer(deviceLayers - 1).name;
}

void addBars(const Planner &planner, PlanningView &view)
{
    const auto cuts = planner.latencyByCut(view.context);
    view.bars.reserve(cuts.size());
    for (const auto &cut : cuts)
        view.bars.push_back({cut, barName(*view.graph, cut.deviceLayers)});
    view.currentBar = prefixOf(*view.graph, view.current.cut);
    const auto &first = planner.cases().front();
    if (!view.best)
        return;
    const auto &plan = view.best->plan;
    if (plan.operatingPoint == first.operatingPoint && plan.codec == first.codec.name)
        view.bestBar = prefixOf(*view.graph, plan.cut);
}

void addDepth(const Planner &planner, PlanningView &view)
{
    const auto &shares = planner.cases().front().shareMs;
    DepthPoint point;
    for (int i = 0; i < view.graph->size(); ++i) {
        const auto &layer = view.graph->layer(i);
        point.name = layer.name;
        point.activationBytes = static_cast<double>(layer.outputBytes());
        point.bytesIfCutHere = view.bars[static_cast<std::size_t>(i) + 1].cut.uplinkBytes;
        point.cumulativeMacs += static_cast<double>(layer.macs);
        point.cumulativeMs += shares[static_cast<std::size_t>(i)];
        view.depth.push_back(point);
    }
}

} // namespace

PlanningView makePlanningView(Planner &planner, const PlanningWish &wish, bool complete)
{
    const auto &first = planner.cases().front();
    PlanningView view;
    view.generation = wish.generation;
    view.graph = first.graph;
    view.context = wish.context;
    view.objective = wish.objective;
    view.limits = wish.limits;
    view.estimated = wish.estimated;
    view.current = planner.evaluate(wish.context, 0, wish.cut, wish.limits);
    try {
        view.best = planner.best(wish.context, wish.objective, wish.limits);
    } catch (const Failure &failure) {
        if (failure.code() != ErrorCode::PlanImpossible)
            throw;
        view.impossible = failure.error();
    }
    view.deviceOnly = planner.deviceOnly(wish.context, wish.objective, wish.limits);
    view.edgeOnly = planner.edgeOnly(wish.context, wish.objective, wish.limits);
    view.picture = planner.edgeOnlyPicture(wish.context, wish.pictureForm, wish.objective, wish.limits);
    addBars(planner, view);
    addDepth(planner, view);
    view.sources = termSources(first, wish.context, wish.measured);
    for (const auto &pin : wish.pins)
        view.pins.push_back({pin.label, pin.contextName, pin.then, planner.again(wish.context, pin.then, wish.limits)});
    view.layerDeviceMs = planner.layerTimes(wish.context.device);
    view.layerEdgeMs = planner.layerTimes(wish.context.edge);
    view.complete = false;
    if (complete)
        completePlanningView(planner, view);
    return view;
}

void completePlanningView(Planner &planner, PlanningView &view)
{
    const double present = view.context.link.shaped ? view.context.link.uplinkMbps : slowestMbps * 2.0;
    view.bandsFromMbps = std::min(slowestMbps, present / 2.0);
    view.bandsToMbps = std::max(fastestMbps, present * 2.0);
    view.bands = planner.whereASplitWins(view.context, view.bandsFromMbps, view.bandsToMbps);
    view.pareto = planner.pareto(view.context, view.limits);
    view.complete = true;
}

} // namespace splitscope
