// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/frontier.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace splitscope {

namespace {

constexpr double handleDistance = 16.0; ///< from the right of a box, before wires to several readers part
constexpr double overhang = 20.0;       ///< of the line above and below the picture

/// A tensor that the line must meet, and the points where it may.
struct Meeting {
    TensorRef tensor;
    bool crosses = true;
    std::vector<QPointF> places; ///< left to right
    std::size_t chosen = 0;
};

/// A wire can be crossed in each gap between columns that it passes: where it runs level at the split point of the column
/// before, where it bends in the middle.
QPointF placeInGap(const QPointF &from, const QPointF &to)
{
    const bool level = from.y() == to.y() && to.x() - from.x() > handleDistance;
    return level ? from + QPointF(handleDistance, 0.0) : 0.5 * (from + to);
}

/// Where one point meets all wires of a tensor that cross: the gaps that they pass together, or just after its box.
std::vector<QPointF> commonPlaces(const GraphLayout &layout, const std::vector<int> &edges)
{
    const auto &first = layout.edges[static_cast<std::size_t>(edges.front())];
    std::vector<QPointF> places;
    for (std::size_t i = 0; i + 1 < first.route.size(); i += 2) {
        const bool together = std::all_of(edges.begin(), edges.end(), [&](int e) {
            const auto &route = layout.edges[static_cast<std::size_t>(e)].route;
            return i + 1 < route.size() && route[i] == first.route[i] && route[i + 1] == first.route[i + 1];
        });
        if (!together)
            break;
        places.push_back(placeInGap(first.route[i], first.route[i + 1]));
    }
    if (places.empty())
        places.push_back(splitPointAfter(layout.node(first.from)));
    return places;
}

bool edgeCrosses(const GraphLayout &layout, const Cut &cut, const GraphEdge &edge)
{
    const auto &to = layout.node(edge.to);
    if (edge.orderOnly || to.kind != GraphNode::Kind::Layer || cut.onDevice(to.index))
        return false;
    return edge.tensor.layer == TensorRef::input || cut.onDevice(edge.tensor.layer);
}

std::vector<Meeting> meetings(const LayerGraph &graph, const GraphLayout &layout, const Cut &cut, std::vector<int> &crossing)
{
    std::map<TensorRef, std::vector<int>> edgesOf;
    for (std::size_t e = 0; e < layout.edges.size(); ++e) {
        if (edgeCrosses(layout, cut, layout.edges[e])) {
            edgesOf[layout.edges[e].tensor].push_back(static_cast<int>(e));
            crossing.push_back(static_cast<int>(e));
        }
    }
    std::vector<Meeting> result;
    for (const auto &[tensor, edges] : edgesOf)
        result.push_back({tensor, true, commonPlaces(layout, edges), 0});
    for (const auto &output : graph.outputs()) {
        const bool onDevice = output.tensor.layer != TensorRef::input && cut.onDevice(output.tensor.layer);
        if (onDevice && !edgesOf.contains(output.tensor))
            result.push_back({output.tensor, false, {splitPointAfter(layout.node(layout.nodeOfTensor(output.tensor)))}, 0});
    }
    return result;
}

/// Where a long wire may be crossed in many places, take the one nearest to its fixed neighbours: the line stays short.
void chooseNearNeighbours(std::vector<Meeting> &meetings)
{
    for (auto &meeting : meetings) {
        if (meeting.places.size() < 2)
            continue;
        double best = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < meeting.places.size(); ++i) {
            for (const auto &other : meetings) {
                if (other.places.size() != 1)
                    continue;
                const QPointF way = meeting.places[i] - other.places.front();
                const double cost = std::abs(way.x()) + std::abs(way.y());
                if (cost < best) {
                    best = cost;
                    meeting.chosen = i;
                }
            }
        }
    }
}

std::vector<QPointF> lineThrough(const std::vector<CutHandle> &handles, const QRectF &bounds)
{
    std::vector<QPointF> line;
    if (handles.empty())
        return line;
    line.emplace_back(handles.front().position.x(), bounds.top() - overhang);
    for (std::size_t i = 1; i < handles.size(); ++i) {
        const auto &a = handles[i - 1].position;
        const auto &b = handles[i].position;
        if (a.x() == b.x())
            continue;
        const double middle = 0.5 * (a.y() + b.y());
        line.emplace_back(a.x(), middle);
        line.emplace_back(b.x(), middle);
    }
    line.emplace_back(handles.back().position.x(), bounds.bottom() + overhang);
    return line;
}

} // namespace

QPointF splitPointAfter(const GraphNode &node)
{
    return {node.box.right() + handleDistance, node.box.center().y()};
}

Frontier frontierOf(const LayerGraph &graph, const GraphLayout &layout, const Cut &cut)
{
    Frontier frontier;
    auto met = meetings(graph, layout, cut, frontier.crossingEdges);
    chooseNearNeighbours(met);
    for (const auto &meeting : met) {
        if (!meeting.places.empty())
            frontier.handles.push_back({meeting.tensor, meeting.crosses, meeting.places[meeting.chosen]});
    }
    std::stable_sort(frontier.handles.begin(), frontier.handles.end(),
        [](const CutHandle &a, const CutHandle &b) { return a.position.y() < b.position.y(); });
    frontier.line = lineThrough(frontier.handles, layout.bounds);
    return frontier;
}

} // namespace splitscope
