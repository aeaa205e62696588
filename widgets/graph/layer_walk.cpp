// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/layer_walk.h"

#include <cmath>
#include <limits>

namespace splitscope {

namespace {

/// Where the data flow to the right.
QPointF centreOf(const GraphLayout &layout, int node)
{
    const QPointF centre = layout.node(node).box.center();
    return layout.wish.topDown ? centre.transposed() : centre;
}

QPointF way(const GraphLayout &layout, int fromLayer, int toLayer)
{
    return centreOf(layout, layout.nodeOfLayer(toLayer)) - centreOf(layout, layout.nodeOfLayer(fromLayer));
}

/// Of several layers along the wires the one straight ahead, then the nearest.
std::optional<int> straightest(const GraphLayout &layout, int from, const std::vector<int> &layers)
{
    std::optional<int> best;
    double bestCost = std::numeric_limits<double>::infinity();
    for (const int layer : layers) {
        const QPointF there = way(layout, from, layer);
        const double cost = 4.0 * std::abs(there.y()) + std::abs(there.x());
        if (cost < bestCost) {
            bestCost = cost;
            best = layer;
        }
    }
    return best;
}

std::optional<int> before(const LayerGraph &graph, const GraphLayout &layout, int layer)
{
    return straightest(layout, layer, graph.predecessors(layer));
}

std::optional<int> after(const LayerGraph &graph, const GraphLayout &layout, int layer)
{
    return straightest(layout, layer, graph.successors(layer));
}

/// The last layer of what stands at a layer's place.
int standFor(const GraphLayout &layout, int layer)
{
    return layout.layersOf(layout.node(layout.nodeOfLayer(layer))).back();
}

/// Like `before` and `after`, from one box to another.
std::optional<int> nextBox(const LayerGraph &graph, const GraphLayout &layout, int from, bool ahead)
{
    const int here = layout.nodeOfLayer(from);
    std::vector<int> reached;
    for (const int layer : layout.layersOf(layout.node(here))) {
        for (const int other : ahead ? graph.successors(layer) : graph.predecessors(layer)) {
            if (layout.nodeOfLayer(other) != here)
                reached.push_back(standFor(layout, other));
        }
    }
    return straightest(layout, from, reached);
}

std::optional<int> nearestBeside(const LayerGraph &graph, const GraphLayout &layout, int from, bool above)
{
    std::optional<int> best;
    double bestCost = std::numeric_limits<double>::infinity();
    for (int layer = 0; layer < graph.size(); ++layer) {
        const QPointF there = way(layout, from, layer);
        if (above ? there.y() > -8.0 : there.y() < 8.0)
            continue;
        const double cost = std::abs(there.y()) + 2.0 * std::abs(there.x());
        if (cost < bestCost) {
            bestCost = cost;
            best = layer;
        }
    }
    if (best)
        best = standFor(layout, *best);
    return best;
}

/// What an arrow means where the data flow to the right.
WalkDirection alongFlow(WalkDirection direction)
{
    switch (direction) {
    case WalkDirection::Left:
        return WalkDirection::Up;
    case WalkDirection::Right:
        return WalkDirection::Down;
    case WalkDirection::Up:
        return WalkDirection::Left;
    case WalkDirection::Down:
        return WalkDirection::Right;
    }
    return direction;
}

} // namespace

std::optional<int> walkFrom(const LayerGraph &graph, const GraphLayout &layout, int from, WalkDirection direction)
{
    if (graph.size() == 0)
        return std::nullopt;
    if (from < 0 || from >= graph.size())
        return standFor(layout, 0);
    switch (layout.wish.topDown ? alongFlow(direction) : direction) {
    case WalkDirection::Left:
        return nextBox(graph, layout, from, false);
    case WalkDirection::Right:
        return nextBox(graph, layout, from, true);
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
            here = after(graph, layout, *here);
        // A layer deep on the edge: back to the first of its branch that is not on the device yet.
        for (auto earlier = here; earlier && !cut.onDevice(*earlier); earlier = before(graph, layout, *earlier))
            here = earlier;
    } else {
        while (here && !cut.onDevice(*here))
            here = before(graph, layout, *here);
        for (auto later = here; later && cut.onDevice(*later); later = after(graph, layout, *later))
            here = later;
    }
    while (here) {
        const auto moved = towardsOutput ? cut.withOnDevice(graph, *here) : cut.withOnEdge(graph, *here);
        if (!(moved == cut) && whyIllegal(graph, moved).empty())
            return moved;
        here = towardsOutput ? after(graph, layout, *here) : before(graph, layout, *here);
    }
    return std::nullopt;
}

} // namespace splitscope
