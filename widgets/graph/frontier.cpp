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

/// Where a tensor can be met: the knob on its wire, and what the line passes there. The line keeps to the lanes'
/// middles, so that its level parts run between lanes and not through boxes.
struct Place {
    QPointF knob;
    std::vector<QPointF> line;
};

/// A tensor that the line must meet, and the places where it may, left to right.
struct Meeting {
    TensorRef tensor;
    bool crosses = true;
    std::vector<Place> places;
    std::size_t chosen = 0;
};

/// Here the data flow to the right, whatever the picture does.
QPointF behind(const GraphNode &node) { return {node.box.right() + handleDistance, node.box.center().y()}; }

/// Between two columns: where the wire runs level at the split point of the column before, where it bends in the
/// middle.
Place placeInGap(const QPointF &from, const QPointF &to)
{
    const bool level = from.y() == to.y() && to.x() - from.x() > handleDistance;
    const QPointF knob = level ? from + QPointF(handleDistance, 0.0) : 0.5 * (from + to);
    return {knob, {QPointF(knob.x(), to.y())}};
}

/// Where one knob meets all wires of a tensor that cross: the gaps that they pass together, or just after its box,
/// where the line passes each of them by itself.
std::vector<Place> commonPlaces(const GraphLayout &layout, const std::vector<int> &edges)
{
    const auto &first = layout.edges[static_cast<std::size_t>(edges.front())];
    std::vector<Place> places;
    for (std::size_t i = 0; i + 1 < first.route.size(); i += 2) {
        const bool together = std::all_of(edges.begin(), edges.end(), [&](int e) {
            const auto &route = layout.edges[static_cast<std::size_t>(e)].route;
            return i + 1 < route.size() && route[i] == first.route[i] && route[i + 1] == first.route[i + 1];
        });
        if (!together)
            break;
        places.push_back(placeInGap(first.route[i], first.route[i + 1]));
    }
    if (places.empty()) {
        Place place{behind(layout.node(first.from)), {}};
        for (const int e : edges)
            place.line.emplace_back(place.knob.x(), layout.edges[static_cast<std::size_t>(e)].route[1].y());
        places.push_back(std::move(place));
    }
    return places;
}

Place placeAtEnd(const GraphLayout &layout, const TensorRef &tensor)
{
    const QPointF knob = behind(layout.node(layout.nodeOfTensor(tensor)));
    return {knob, {knob}};
}

std::vector<Meeting> meetings(
    const LayerGraph &graph, const GraphLayout &layout, const Cut &cut, std::vector<int> &crossing)
{
    std::map<TensorRef, std::vector<int>> edgesOf;
    for (std::size_t e = 0; e < layout.edges.size(); ++e) {
        if (edgeCrosses(cut, layout.edges[e])) {
            edgesOf[layout.edges[e].tensor].push_back(static_cast<int>(e));
            crossing.push_back(static_cast<int>(e));
        }
    }
    std::vector<Meeting> result;
    for (const auto &[tensor, edges] : edgesOf)
        result.push_back({tensor, true, commonPlaces(layout, edges), 0});
    std::set<int> cutInside;
    for (const auto &tensor : crossingTensors(graph, cut)) {
        const int node = layout.nodeOfTensor(tensor);
        if (edgesOf.contains(tensor) || !cutInside.insert(node).second)
            continue;
        const QPointF middle = layout.node(node).box.center();
        result.push_back({tensor, true, {{middle, {middle}}}, 0});
    }
    for (const auto &output : graph.outputs()) {
        const bool onDevice = output.tensor.layer != TensorRef::input && cut.onDevice(output.tensor.layer);
        if (onDevice && !edgesOf.contains(output.tensor))
            result.push_back({output.tensor, false, {placeAtEnd(layout, output.tensor)}, 0});
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
                const QPointF way = meeting.places[i].knob - other.places.front().knob;
                const double cost = std::abs(way.x()) + std::abs(way.y());
                if (cost < best) {
                    best = cost;
                    meeting.chosen = i;
                }
            }
        }
    }
}

/// The height, between two points of the line, at which it runs level from the one to the other: as near to their
/// middle as it gets without running through a box.
double levelBetween(const GraphLayout &layout, const QPointF &a, const QPointF &b)
{
    constexpr double clear = 4.0;
    const double left = std::min(a.x(), b.x()), right = std::max(a.x(), b.x());
    std::vector<std::pair<double, double>> taken{{b.y(), b.y()}};
    for (const auto &node : layout.nodes) {
        const auto &box = node.box;
        if (box.right() > left && box.left() < right && box.bottom() > a.y() && box.top() < b.y())
            taken.emplace_back(box.top() - clear, box.bottom() + clear);
    }
    std::sort(taken.begin(), taken.end());
    const double middle = 0.5 * (a.y() + b.y());
    double best = middle, least = std::numeric_limits<double>::infinity();
    double free = a.y();
    for (const auto &[top, bottom] : taken) {
        const double level = 0.5 * (free + top);
        if (top > free && std::abs(level - middle) < least) {
            least = std::abs(level - middle);
            best = level;
        }
        free = std::max(free, bottom);
    }
    return best;
}

std::vector<QPointF> lineThrough(std::vector<QPointF> points, const GraphLayout &layout)
{
    const auto &bounds = layout.bounds;
    std::vector<QPointF> line;
    if (points.empty())
        return line;
    std::stable_sort(points.begin(), points.end(), [](const QPointF &a, const QPointF &b) { return a.y() < b.y(); });
    line.emplace_back(points.front().x(), bounds.top() - overhang);
    for (std::size_t i = 1; i < points.size(); ++i) {
        const auto &a = points[i - 1];
        const auto &b = points[i];
        if (a.x() == b.x())
            continue;
        const double level = levelBetween(layout, a, b);
        line.emplace_back(a.x(), level);
        line.emplace_back(b.x(), level);
    }
    line.emplace_back(points.back().x(), bounds.bottom() + overhang);
    return line;
}

} // namespace

bool edgeCrosses(const Cut &cut, const GraphEdge &edge)
{
    if (edge.tensor.layer != TensorRef::input && !cut.onDevice(edge.tensor.layer))
        return false;
    return std::any_of(edge.readers.begin(), edge.readers.end(), [&](int reader) { return !cut.onDevice(reader); });
}

QPointF splitPointAfter(const GraphLayout &layout, int node)
{
    const auto &box = layout.node(node).box;
    return layout.wish.topDown ? QPointF(box.center().x(), box.bottom() + handleDistance) : behind(layout.node(node));
}

Frontier frontierOf(const LayerGraph &graph, const GraphLayout &layout, const Cut &cut)
{
    if (layout.wish.topDown) {
        auto level = layout.transposed();
        level.wish.topDown = false;
        auto frontier = frontierOf(graph, level, cut);
        for (auto &handle : frontier.handles)
            handle.position = handle.position.transposed();
        for (auto &corner : frontier.line)
            corner = corner.transposed();
        return frontier;
    }
    Frontier frontier;
    auto met = meetings(graph, layout, cut, frontier.crossingEdges);
    chooseNearNeighbours(met);
    std::vector<QPointF> points;
    for (const auto &meeting : met) {
        if (meeting.places.empty())
            continue;
        const auto &place = meeting.places[meeting.chosen];
        frontier.handles.push_back({meeting.tensor, meeting.crosses, place.knob});
        points.insert(points.end(), place.line.begin(), place.line.end());
    }
    std::stable_sort(frontier.handles.begin(), frontier.handles.end(),
        [](const CutHandle &a, const CutHandle &b) { return a.position.y() < b.position.y(); });
    frontier.line = lineThrough(std::move(points), layout);
    return frontier;
}

} // namespace splitscope
