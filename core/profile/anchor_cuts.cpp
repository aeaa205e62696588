// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/anchor_cuts.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>

namespace splitscope {

namespace {

constexpr int candidatesLookedAt = 24; ///< near each place; judging a cut takes time linear in the model

/// The order in which 1..count halves the largest gap first: 4 2 6 1 3 5 7 for 7.
std::vector<int> spreadOrder(int count)
{
    std::vector<std::pair<int, int>> gaps{{0, count + 1}};
    std::vector<int> order;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        const auto [low, high] = gaps[i];
        if (high - low < 2)
            continue;
        const auto middle = (low + high) / 2;
        order.push_back(middle);
        gaps.emplace_back(low, middle);
        gaps.emplace_back(middle, high);
    }
    return order;
}

class AnchorSearch {
public:
    AnchorSearch(const LayerGraph &graph, const std::vector<double> &layerMs)
        : m_graph(graph)
        , m_timeUpTo(layerMs.size())
        , m_taken(layerMs.size(), false)
    {
        std::partial_sum(layerMs.begin(), layerMs.end(), m_timeUpTo.begin());
    }

    /// The cheapest legal prefix that ends within `slack` (fraction of all time) of `place`.
    std::optional<Cut> near(double place, double slack)
    {
        const auto total = m_timeUpTo.back();
        auto lasts = freeLayers();
        std::erase_if(lasts, [&](int last) { return distance(last, place * total) > slack * total; });
        std::stable_sort(lasts.begin(), lasts.end(),
            [&](int a, int b) { return distance(a, place * total) < distance(b, place * total); });
        if (lasts.size() > candidatesLookedAt)
            lasts.resize(candidatesLookedAt);
        std::optional<Cut> best;
        int bestLast = 0;
        auto bestBytes = std::numeric_limits<std::int64_t>::max();
        for (const auto last : lasts) {
            const auto cut = prefix(last);
            const auto bytes = crossingBytes(m_graph, cut);
            if (bytes < bestBytes && whyIllegal(m_graph, cut).empty()) {
                best = cut;
                bestLast = last;
                bestBytes = bytes;
            }
        }
        if (best)
            m_taken[static_cast<std::size_t>(bestLast)] = true;
        return best;
    }

    /// Up to `count` further legal prefixes, spread over the layers that are left.
    std::vector<Cut> others(int count)
    {
        std::vector<Cut> cuts;
        const auto lasts = freeLayers();
        for (const auto place : spreadOrder(static_cast<int>(lasts.size()))) {
            if (static_cast<int>(cuts.size()) == count)
                break;
            auto cut = prefix(lasts[static_cast<std::size_t>(place) - 1]);
            if (whyIllegal(m_graph, cut).empty())
                cuts.push_back(std::move(cut));
        }
        return cuts;
    }

private:
    double distance(int last, double time) const { return std::abs(m_timeUpTo[static_cast<std::size_t>(last)] - time); }

    /// Last layers of the prefixes that were not taken.
    std::vector<int> freeLayers() const
    {
        std::vector<int> lasts;
        for (int i = 0; i + 1 < m_graph.size(); ++i) {
            if (!m_taken[static_cast<std::size_t>(i)])
                lasts.push_back(i);
        }
        return lasts;
    }

    Cut prefix(int last) const
    {
        std::vector<int> layers(static_cast<std::size_t>(last) + 1);
        std::iota(layers.begin(), layers.end(), 0);
        return Cut::upTo(m_graph, layers);
    }

    const LayerGraph &m_graph;
    std::vector<double> m_timeUpTo; ///< by last layer of a prefix
    std::vector<bool> m_taken;
};

} // namespace

std::vector<Cut> anchorCuts(const LayerGraph &graph, const std::vector<double> &layerMs, int count)
{
    std::vector<Cut> cuts;
    if (graph.size() < 2 || count < 1)
        return cuts;
    AnchorSearch search(graph, layerMs);
    const auto gap = 1.0 / (count + 1);
    for (const auto place : spreadOrder(count)) {
        if (auto cut = search.near(place * gap, gap / 3))
            cuts.push_back(std::move(*cut));
    }
    for (auto &cut : search.others(count - static_cast<int>(cuts.size())))
        cuts.push_back(std::move(cut));
    return cuts;
}

} // namespace splitscope
