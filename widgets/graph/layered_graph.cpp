// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/layered_graph.h"

#include <algorithm>
#include <map>

namespace splitscope {

namespace {

/// Wires cost time in every later step. Beyond this many (thousands of layers that all read each other) long edges are
/// drawn straight instead, which at that density nobody can tell apart anyway.
constexpr std::size_t maxWires = 60000;

std::vector<int> longestPathRanks(const LayeredProblem &problem)
{
    const auto count = problem.boxes.size();
    std::vector<std::vector<int>> successors(count);
    std::vector<int> ranks(count, 0), inDegree(count, 0);
    for (const auto &[from, to, bundle] : problem.edges) {
        successors[static_cast<std::size_t>(from)].push_back(to);
        ++inDegree[static_cast<std::size_t>(to)];
    }
    for (std::size_t v = 0; v < count; ++v) {
        for (const int to : successors[v])
            ranks[static_cast<std::size_t>(to)] = std::max(ranks[static_cast<std::size_t>(to)], ranks[v] + 1);
    }
    // A source that is read late stands beside its reader, not at the far left.
    for (std::size_t v = 0; v < count; ++v) {
        if (inDegree[v] > 0 || successors[v].empty())
            continue;
        int first = ranks[static_cast<std::size_t>(successors[v].front())];
        for (const int to : successors[v])
            first = std::min(first, ranks[static_cast<std::size_t>(to)]);
        ranks[v] = first - 1;
    }
    return ranks;
}

void connect(LayeredGraph &graph, int from, int to)
{
    auto &right = graph.at(from).right;
    if (std::find(right.begin(), right.end(), to) != right.end())
        return;
    right.push_back(to);
    graph.at(to).left.push_back(from);
}

/// First order: depth first along the longest ways, so that chains and branches start out as neighbours.
void orderDepthFirst(LayeredGraph &graph)
{
    std::vector<bool> seen(graph.vertices.size(), false);
    std::vector<int> stack;
    for (int root = 0; root < static_cast<int>(graph.vertices.size()); ++root) {
        if (!graph.at(root).left.empty())
            continue;
        stack.push_back(root);
        while (!stack.empty()) {
            const int vertex = stack.back();
            stack.pop_back();
            if (seen[static_cast<std::size_t>(vertex)])
                continue;
            seen[static_cast<std::size_t>(vertex)] = true;
            graph.ranks[static_cast<std::size_t>(graph.at(vertex).rank)].push_back(vertex);
            const auto &right = graph.at(vertex).right;
            stack.insert(stack.end(), right.rbegin(), right.rend());
        }
    }
}

/// The wire of a bundle in a rank, made if it is the first to pass there.
int wireIn(LayeredGraph &graph, std::map<std::pair<int, int>, int> &wires, int bundle, int rank, double height)
{
    const auto [place, isNew] = wires.try_emplace({bundle, rank}, static_cast<int>(graph.vertices.size()));
    if (isNew)
        graph.vertices.push_back({-1, rank, height, 0, {}, {}});
    return place->second;
}

std::size_t wireCount(const LayeredProblem &problem, const std::vector<int> &ranks)
{
    std::size_t count = 0;
    for (const auto &edge : problem.edges)
        count += static_cast<std::size_t>(
            ranks[static_cast<std::size_t>(edge.to)] - ranks[static_cast<std::size_t>(edge.from)] - 1);
    return count;
}

} // namespace

void LayeredGraph::renumber()
{
    for (const auto &rank : ranks) {
        for (std::size_t i = 0; i < rank.size(); ++i)
            position[static_cast<std::size_t>(rank[i])] = static_cast<int>(i);
    }
}

LayeredGraph buildLayeredGraph(const LayeredProblem &problem)
{
    const auto ranks = longestPathRanks(problem);
    LayeredGraph graph;
    for (std::size_t i = 0; i < problem.boxes.size(); ++i)
        graph.vertices.push_back({static_cast<int>(i), ranks[i], problem.boxes[i].height(), 0, {}, {}});

    const bool makeWires = wireCount(problem, ranks) <= maxWires;
    const double wireHeight = 2.0 * problem.wireGap - problem.laneGap; // so that laneGap around it leaves wireGap
    std::map<std::pair<int, int>, int> wires;
    int ownBundle = -1;
    for (const auto &edge : problem.edges) {
        const int bundle = edge.bundle >= 0 ? edge.bundle : --ownBundle;
        std::vector<int> chain{edge.from};
        const int first = ranks[static_cast<std::size_t>(edge.from)] + 1;
        const int last = ranks[static_cast<std::size_t>(edge.to)];
        for (int rank = first; rank < last && makeWires; ++rank)
            chain.push_back(wireIn(graph, wires, bundle, rank, wireHeight));
        chain.push_back(edge.to);
        if (makeWires || first == last) {
            for (std::size_t i = 1; i < chain.size(); ++i)
                connect(graph, chain[i - 1], chain[i]);
        }
        graph.chains.push_back(std::move(chain));
    }

    const int rankCount = ranks.empty() ? 0 : *std::max_element(ranks.begin(), ranks.end()) + 1;
    graph.ranks.resize(static_cast<std::size_t>(rankCount));
    graph.position.assign(graph.vertices.size(), 0);
    orderDepthFirst(graph);
    graph.renumber();
    for (auto rank = graph.ranks.rbegin(); rank != graph.ranks.rend(); ++rank) {
        for (const int vertex : *rank) {
            for (const int right : graph.at(vertex).right)
                graph.at(vertex).reach = std::max(graph.at(vertex).reach, graph.at(right).reach + 1);
        }
    }
    return graph;
}

} // namespace splitscope
