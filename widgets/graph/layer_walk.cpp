// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/layer_walk.h"

#include <cmath>
#include <limits>

namespace splitscope {

namespace {

QPointF centreOf(const GraphLayout &layout, int layer) { return layout.node(layout.nodeOfLayer(layer)).box.center(); }

/// Of several neighbours along the wires the one straight ahead, then the nearest.
std::optional<int> straightest(const GraphLayout &layout, int from, const std::vector<int> &layers)
{
    std::optional<int> best;
    double bestCost = std::numeric_limits<double>::infinity();
    for (const int layer : layers) {
        const QPointF way = centreOf(layout, layer) - centreOf(layout, from);
        const double cost = 4.0 * std::abs(way.y()) + std::abs(way.x());
        if (cost < bestCost) {
            bestCost = cost;
            best = layer;
        }
    }
    return best;
}

std::optional<int> nearestBeside(const LayerGraph &graph, const GraphLayout &layout, int from, bool above)
{
    std::optional<int> best;
    double bestCost = std::numeric_limits<double>::infinity();
    for (int layer = 0; layer < graph.size(); ++layer) {
        const QPointF way = centreOf(layout, layer) - centreOf(layout, from);
        if (above ? way.y() > -8.0 : way.y() < 8.0)
            continue;
        const double cost = std::abs(way.y()) + 2.0 * std::abs(way.x());
        if (cost < bestCost) {
            bestCost = cost;
            best = layer;
        }
    }
    return best;
}

} // namespace

std::optional<int> walkFrom(const LayerGraph &graph, const GraphLayout &layout, int from, WalkDirection direction)
{
    if (graph.size() == 0)
        return std::nullopt;
    if (from < 0 || from >= graph.size())
        return 0;
    switch (direction) {
    case WalkDirection::Left:
        return straightest(layout, from, graph.predecessors(from));
    case WalkDirection::Right:
        return straightest(layout, from, graph.successors(from));
    case WalkDirection::Up:
        return nearestBeside(graph, layout, from, true);
    case WalkDirection::Down:
        return nearestBeside(graph, layout, from, false);
    }
    return std::nullopt;
}

std::optional<Cut> splitPointMoved(
    const LayerGraph &graph, const GraphLayout &layout, const Cut &cut, int layer, bool towardsOutput)
{
    // First to the split point of the chosen layer's branch: the last layer on the device, or the first on the edge.
    std::optional<int> here = layer;
    if (towardsOutput) {
        while (here && cut.onDevice(*here))
            here = walkFrom(graph, layout, *here, WalkDirection::Right);
        // A layer deep on the edge: back to the first of its branch that is not on the device yet.
        for (auto before = here; before && !cut.onDevice(*before);
             before = walkFrom(graph, layout, *before, WalkDirection::Left))
            here = before;
    } else {
        while (here && !cut.onDevice(*here))
            here = walkFrom(graph, layout, *here, WalkDirection::Left);
        for (auto after = here; after && cut.onDevice(*after);
             after = walkFrom(graph, layout, *after, WalkDirection::Right))
            here = after;
    }
    while (here) {
        const auto moved = towardsOutput ? cut.withOnDevice(graph, *here) : cut.withOnEdge(graph, *here);
        if (!(moved == cut) && whyIllegal(graph, moved).empty())
            return moved;
        here = walkFrom(graph, layout, *here, towardsOutput ? WalkDirection::Right : WalkDirection::Left);
    }
    return std::nullopt;
}

} // namespace splitscope
