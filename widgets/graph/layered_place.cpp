// SPDX-License-Identifier: GPL-3.0-or-later
// Lanes, after the idea of Brandes and Koepf, "Fast and Simple Horizontal Coordinate Assignment" (2001): vertices that
// belong together form straight blocks that never cross, and blocks are packed and then drawn towards their neighbours.
#include "widgets/graph/layered_graph.h"

#include <algorithm>
#include <limits>

namespace splitscope {

namespace {

struct Blocks {
    std::vector<int> of;                   ///< block of each vertex
    std::vector<std::vector<int>> members; ///< vertices of each block, left to right
};

struct Link {
    int from = 0;
    int to = 0;
    int weight = 0;
};

/// How much two neighbours want to lie level: wires first (they are long and their bends hurt most), then the longest
/// way through the graph, then other chains.
int straightness(const LayeredGraph &graph, int from, int to)
{
    if (graph.isWire(from) && graph.isWire(to))
        return 1000000;
    if (graph.isWire(from) || graph.isWire(to))
        return 1;
    return 10 + graph.at(to).reach;
}

/// The links of one rank to the next that become level: by weight, none crossing another, one on each side of a vertex.
/// Among equal branches the middle one continues the trunk.
std::vector<Link> levelLinks(const LayeredGraph &graph, const std::vector<int> &rank)
{
    std::vector<Link> links;
    for (const int from : rank) {
        const auto &right = graph.at(from).right;
        auto sorted = right;
        std::sort(sorted.begin(), sorted.end(), [&](int a, int b) {
            return graph.position[static_cast<std::size_t>(a)] < graph.position[static_cast<std::size_t>(b)];
        });
        for (std::size_t i = 0; i < sorted.size(); ++i) {
            const int fromMiddle = std::abs(2 * static_cast<int>(i) + 1 - static_cast<int>(sorted.size()));
            links.push_back({from, sorted[i], 64 * straightness(graph, from, sorted[i]) - std::min(fromMiddle, 63)});
        }
    }
    std::stable_sort(links.begin(), links.end(), [](const Link &a, const Link &b) { return a.weight > b.weight; });

    std::vector<Link> accepted; // by position, so that a crossing is seen at the neighbours
    const auto at = [&](int vertex) { return graph.position[static_cast<std::size_t>(vertex)]; };
    for (const auto &link : links) {
        const auto next = std::lower_bound(accepted.begin(), accepted.end(), link,
            [&](const Link &a, const Link &b) { return at(a.from) < at(b.from); });
        const bool clearBelow = next == accepted.end() || (next->from != link.from && at(next->to) > at(link.to));
        const bool clearAbove = next == accepted.begin() || at(std::prev(next)->to) < at(link.to);
        if (clearBelow && clearAbove)
            accepted.insert(next, link);
    }
    return accepted;
}

Blocks makeBlocks(const LayeredGraph &graph)
{
    Blocks blocks;
    blocks.of.assign(graph.vertices.size(), -1);
    for (const auto &rank : graph.ranks) {
        for (const int vertex : rank) {
            auto &block = blocks.of[static_cast<std::size_t>(vertex)];
            if (block < 0) {
                block = static_cast<int>(blocks.members.size());
                blocks.members.emplace_back();
            }
            blocks.members[static_cast<std::size_t>(block)].push_back(vertex);
        }
        for (const auto &link : levelLinks(graph, rank))
            blocks.of[static_cast<std::size_t>(link.to)] = blocks.of[static_cast<std::size_t>(link.from)];
    }
    return blocks;
}

/// Packs blocks from the top and draws them to their neighbours.
class Packing {
public:
    Packing(const LayeredGraph &graph, const LayeredProblem &problem)
        : m_graph(graph)
        , m_problem(problem)
        , m_blocks(makeBlocks(graph))
        , m_y(m_blocks.members.size(), 0.0)
    {
        packFromTop();
        constexpr int rounds = 12;
        for (int round = 0; round < rounds; ++round)
            drawToNeighbours(round % 2 == 0);
    }

    std::vector<double> centres() const
    {
        std::vector<double> result;
        for (const int block : m_blocks.of)
            result.push_back(block < 0 ? 0.0 : m_y[static_cast<std::size_t>(block)]);
        return result;
    }

private:
    int block(int vertex) const { return m_blocks.of[static_cast<std::size_t>(vertex)]; }
    double y(int vertex) const { return m_y[static_cast<std::size_t>(block(vertex))]; }

    double distance(int upper, int lower) const
    {
        return 0.5 * (m_graph.at(upper).height + m_graph.at(lower).height) + m_problem.laneGap;
    }

    /// The neighbour above (-1) or below (+1) in the same rank, or -1.
    int beside(int vertex, int step) const
    {
        const auto &rank = m_graph.ranks[static_cast<std::size_t>(m_graph.at(vertex).rank)];
        const int place = m_graph.position[static_cast<std::size_t>(vertex)] + step;
        return place < 0 || place >= static_cast<int>(rank.size()) ? -1 : rank[static_cast<std::size_t>(place)];
    }

    void packFromTop()
    {
        std::vector<int> waitsFor(m_blocks.members.size(), 0);
        std::vector<int> ready;
        for (std::size_t b = 0; b < m_blocks.members.size(); ++b) {
            for (const int vertex : m_blocks.members[b])
                waitsFor[b] += beside(vertex, -1) >= 0 ? 1 : 0;
            if (waitsFor[b] == 0)
                ready.push_back(static_cast<int>(b));
        }
        for (std::size_t i = 0; i < ready.size(); ++i) {
            m_order.push_back(ready[i]);
            for (const int vertex : m_blocks.members[static_cast<std::size_t>(ready[i])]) {
                const int below = beside(vertex, 1);
                if (below < 0)
                    continue;
                auto &low = m_y[static_cast<std::size_t>(block(below))];
                low = std::max(low, y(vertex) + distance(vertex, below));
                if (--waitsFor[static_cast<std::size_t>(block(below))] == 0)
                    ready.push_back(block(below));
            }
        }
    }

    /// Moves each block to the mean of its neighbours, as far as the blocks above and below let it.
    void drawToNeighbours(bool fromTop)
    {
        const auto move = [&](int b) {
            double sum = 0.0, weight = 0.0;
            double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
            for (const int vertex : m_blocks.members[static_cast<std::size_t>(b)]) {
                if (const int above = beside(vertex, -1); above >= 0)
                    low = std::max(low, y(above) + distance(above, vertex));
                if (const int below = beside(vertex, 1); below >= 0)
                    high = std::min(high, y(below) - distance(vertex, below));
                for (const auto *neighbours : {&m_graph.at(vertex).left, &m_graph.at(vertex).right}) {
                    for (const int neighbour : *neighbours) {
                        if (block(neighbour) == b)
                            continue;
                        const double w =
                            static_cast<double>(m_blocks.members[static_cast<std::size_t>(block(neighbour))].size());
                        sum += w * y(neighbour);
                        weight += w;
                    }
                }
            }
            if (weight > 0.0 && low <= high)
                m_y[static_cast<std::size_t>(b)] = std::clamp(sum / weight, low, high);
        };
        if (fromTop)
            std::for_each(m_order.begin(), m_order.end(), move);
        else
            std::for_each(m_order.rbegin(), m_order.rend(), move);
    }

    const LayeredGraph &m_graph;
    const LayeredProblem &m_problem;
    Blocks m_blocks;
    std::vector<double> m_y;
    std::vector<int> m_order; ///< blocks, each after those above it
};

} // namespace

std::vector<double> placeLanes(const LayeredGraph &graph, const LayeredProblem &problem)
{
    return Packing(graph, problem).centres();
}

} // namespace splitscope
