// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/additive_costs.h"

#include <array>
#include <limits>
#include <memory>
#include <vector>

namespace splitscope {

/// What to look for among all legal cuts, in up to `maxRows` additive costs at once.
struct SearchProblem {
    static constexpr std::size_t maxRows = 7;

    enum class Goal {
        LeastFirst,   ///< the least of row 0
        LeastLargest, ///< the least of the largest of the first `largestOf` rows
        ParetoFront,  ///< all cuts that no other cut equals or beats in every row
    };

    Goal goal = Goal::LeastFirst;
    std::size_t largestOf = 0;
    std::vector<AdditiveCosts> rows;
    std::vector<double> limits;                             ///< by row; infinite where there is none. Empty: no limits
    double known = std::numeric_limits<double>::infinity(); ///< a value of the goal that some cut is known to reach
    /// Weights by row and a constant such that, for every cut that keeps the limits, the weighted sum of its rows less
    /// the constant is no more than its goal. Goals of least only: what cannot reach `known` by one of these is
    /// dropped.
    struct Bound {
        std::vector<double> weights;
        double constant = 0.0;
    };
    std::vector<Bound> bounds;
    std::size_t mostLabels = 20000; ///< partial solutions kept at once; beyond, the search is no longer exhaustive
};

/// A cut that was found, with its rows.
struct FoundCut {
    std::vector<bool> onDevice;
    std::array<double, SearchProblem::maxRows> rows{};
};

struct SearchResult {
    std::vector<FoundCut>
        found; ///< one for the goals of least, the front for ParetoFront; empty: no cut keeps the limits
    bool exhaustive = true;
    /// Where not exhaustive: componentwise lower bounds of everything that was left out. Every cut that is not among or
    /// behind `found` is behind one of these.
    std::vector<std::array<double, SearchProblem::maxRows>> leftOut;
};

/// Exact search over closed sets. Layers are decided in graph order. What the rest can still cost depends on the past
/// only through the sides of layers that are read later and whether their tensors cross already; partial solutions that
/// agree in these are compared, and those that another equals or beats in every row are dropped. Layers that cannot be
/// cut apart never come to differ, so nothing needs to be contracted beforehand.
SearchResult searchLabels(const CutStructure &structure, const SearchProblem &problem);

} // namespace splitscope
