// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/layered_graph.h"

#include <algorithm>
#include <cstdint>

namespace splitscope {

namespace {

/// Crossings between a rank and the next: inversions of the right ends, counted with a Fenwick tree.
std::int64_t crossingsAfter(const LayeredGraph &graph, std::size_t rank)
{
    const auto width = graph.ranks[rank + 1].size();
    std::vector<int> tree(width + 1, 0);
    std::int64_t crossings = 0;
    std::int64_t seen = 0;
    std::vector<int> ends;
    for (const int vertex : graph.ranks[rank]) {
        ends.clear();
        for (const int right : graph.at(vertex).right)
            ends.push_back(graph.position[static_cast<std::size_t>(right)]);
        for (const int end : ends) {
            std::int64_t notBelow = 0;
            for (int i = end + 1; i > 0; i -= i & -i)
                notBelow += tree[static_cast<std::size_t>(i)];
            crossings += seen - notBelow;
        }
        for (const int end : ends) {
            for (auto i = static_cast<std::size_t>(end) + 1; i <= width; i += i & (~i + 1))
                ++tree[i];
        }
        seen += static_cast<std::int64_t>(ends.size());
    }
    return crossings;
}

std::int64_t crossings(const LayeredGraph &graph)
{
    std::int64_t sum = 0;
    for (std::size_t rank = 0; rank + 1 < graph.ranks.size(); ++rank)
        sum += crossingsAfter(graph, rank);
    return sum;
}

/// Sorts one rank by the mean place of each vertex's neighbours on one side; who has none keeps its place.
void sortByBarycentre(LayeredGraph &graph, std::vector<int> &rank, bool byLeft)
{
    std::vector<std::pair<double, int>> keyed;
    for (const int vertex : rank) {
        const auto &neighbours = byLeft ? graph.at(vertex).left : graph.at(vertex).right;
        double key = graph.position[static_cast<std::size_t>(vertex)];
        if (!neighbours.empty()) {
            key = 0.0;
            for (const int neighbour : neighbours)
                key += graph.position[static_cast<std::size_t>(neighbour)];
            key /= static_cast<double>(neighbours.size());
        }
        keyed.emplace_back(key, vertex);
    }
    std::stable_sort(keyed.begin(), keyed.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    for (std::size_t i = 0; i < rank.size(); ++i) {
        rank[i] = keyed[i].second;
        graph.position[static_cast<std::size_t>(rank[i])] = static_cast<int>(i);
    }
}

} // namespace

void orderLanes(LayeredGraph &graph)
{
    constexpr int sweeps = 10;
    auto best = graph.ranks;
    auto fewest = crossings(graph);
    for (int sweep = 0; sweep < sweeps && fewest > 0; ++sweep) {
        if (sweep % 2 == 0) {
            for (std::size_t rank = 1; rank < graph.ranks.size(); ++rank)
                sortByBarycentre(graph, graph.ranks[rank], true);
        } else {
            for (std::size_t rank = graph.ranks.size() - 1; rank-- > 0;)
                sortByBarycentre(graph, graph.ranks[rank], false);
        }
        const auto count = crossings(graph);
        if (count < fewest) {
            fewest = count;
            best = graph.ranks;
        }
    }
    graph.ranks = std::move(best);
    graph.renumber();
}

} // namespace splitscope
