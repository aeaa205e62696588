// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/layered_layout.h"

#include "widgets/graph/layered_graph.h"

#include <algorithm>

namespace splitscope {

namespace {

struct Column {
    double left = 0.0;
    double width = 0.0;
};

std::vector<Column> placeColumns(const LayeredGraph &graph, const LayeredProblem &problem)
{
    std::vector<Column> columns(graph.ranks.size());
    for (const auto &vertex : graph.vertices) {
        if (vertex.box >= 0) {
            auto &column = columns[static_cast<std::size_t>(vertex.rank)];
            column.width = std::max(column.width, problem.boxes[static_cast<std::size_t>(vertex.box)].width());
        }
    }
    double x = 0.0;
    for (auto &column : columns) {
        column.left = x;
        x += column.width + problem.rankGap;
    }
    return columns;
}

std::vector<QPointF> routeAlong(const std::vector<int> &chain, const LayeredGraph &graph,
    const std::vector<Column> &columns, const std::vector<double> &centres)
{
    std::vector<QPointF> route;
    for (std::size_t i = 1; i < chain.size(); ++i) {
        const auto &from = columns[static_cast<std::size_t>(graph.at(chain[i - 1]).rank)];
        const auto &to = columns[static_cast<std::size_t>(graph.at(chain[i]).rank)];
        route.emplace_back(from.left + from.width, centres[static_cast<std::size_t>(chain[i - 1])]);
        route.emplace_back(to.left, centres[static_cast<std::size_t>(chain[i])]);
    }
    return route;
}

} // namespace

LayeredResult layeredLayout(const LayeredProblem &problem)
{
    auto graph = buildLayeredGraph(problem);
    orderLanes(graph);
    const auto centres = placeLanes(graph, problem);
    const auto columns = placeColumns(graph, problem);

    LayeredResult result;
    for (std::size_t i = 0; i < problem.boxes.size(); ++i) {
        const auto &column = columns[static_cast<std::size_t>(graph.vertices[i].rank)];
        const auto &size = problem.boxes[i];
        const double left = column.left + 0.5 * (column.width - size.width());
        result.boxes.emplace_back(QPointF(left, centres[i] - 0.5 * size.height()), size);
        result.ranks.push_back(graph.vertices[i].rank);
        result.bounds |= result.boxes.back();
    }
    for (std::size_t e = 0; e < problem.edges.size(); ++e) {
        auto route = routeAlong(graph.chains[e], graph, columns, centres);
        // A box narrower than its column: the wire goes on to the box itself.
        route.front().setX(result.boxes[static_cast<std::size_t>(problem.edges[e].from)].right());
        route.back().setX(result.boxes[static_cast<std::size_t>(problem.edges[e].to)].left());
        for (const auto &point : route)
            result.bounds |= QRectF(point - QPointF(1.0, 1.0), QSizeF(2.0, 2.0));
        result.routes.push_back(std::move(route));
    }
    return result;
}

} // namespace splitscope
