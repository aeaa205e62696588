// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/layout_cost.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace splitscope {

namespace {

/// A wire between two columns.
struct Piece {
    double from = 0.0;
    double to = 0.0;

    auto operator<=>(const Piece &) const = default;
};

/// Pairs that change their order, by merging sorted halves.
std::int64_t inversions(std::vector<double> &values, std::size_t begin, std::size_t end)
{
    if (end - begin < 2)
        return 0;
    const auto middle = begin + (end - begin) / 2;
    std::int64_t count = inversions(values, begin, middle) + inversions(values, middle, end);
    std::vector<double> merged;
    merged.reserve(end - begin);
    for (std::size_t a = begin, b = middle; a < middle || b < end;) {
        if (b == end || (a < middle && values[a] <= values[b])) {
            merged.push_back(values[a++]);
        } else {
            count += static_cast<std::int64_t>(middle - a);
            merged.push_back(values[b++]);
        }
    }
    std::copy(merged.begin(), merged.end(), values.begin() + static_cast<std::ptrdiff_t>(begin));
    return count;
}

} // namespace

LayoutCost layoutCost(const LayeredResult &result, const LayeredProblem &problem)
{
    double lane = 1.0;
    for (const auto &box : problem.boxes)
        lane = std::max(lane, box.height());
    LayoutCost cost;
    std::map<int, std::set<Piece>> gaps; // wires of a bundle lie on each other and count once
    for (std::size_t e = 0; e < result.routes.size(); ++e) {
        const auto &route = result.routes[e];
        const int first = result.ranks[static_cast<std::size_t>(problem.edges[e].from)];
        for (std::size_t i = 0; i + 1 < route.size(); i += 2) {
            const Piece piece{route[i].y(), route[i + 1].y()};
            if (gaps[first + static_cast<int>(i / 2)].insert(piece).second)
                cost.bends += std::abs(piece.to - piece.from) / lane;
        }
        for (std::size_t i = 1; i + 1 < route.size(); i += 2)
            cost.bends += std::abs(route[i + 1].y() - route[i].y()) / lane; // inside a column
    }
    for (const auto &[rank, pieces] : gaps) {
        std::vector<double> arrivals; // by departure: those that arrive the other way round cross
        for (const auto &piece : pieces)
            arrivals.push_back(piece.to);
        cost.crossings += inversions(arrivals, 0, arrivals.size());
    }
    return cost;
}

} // namespace splitscope
