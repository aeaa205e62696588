// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/cost_model.h"
#include "core/planning/label_search.h"
#include "core/planning/minimum_cut.h"
#include "core/planning/planner.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// What a planner keeps for each case.
struct Planner::Case {
    explicit Case(const PlanCase &one)
        : plan(one)
        , structure(std::make_shared<const CutStructure>(*one.graph))
        , minimumCut(structure)
    {
    }

    /// Null where nothing is known of the cut.
    const KnownCut *knownAt(const Cut &cut) const;

    const PlanCase &plan;
    std::shared_ptr<const CutStructure> structure;
    MinimumCut minimumCut;
};

/// A deployment during a search.
struct Planner::Candidate {
    std::vector<bool> onDevice;
    const PictureForm *picture = nullptr; ///< instead of the input tensor
    Components components{};
    bool remote = true;
    double value = 0.0; ///< of the objective; infinite: none was found, but the search was cut short
    double bound = 0.0; ///< no deployment of the case is better
};

/// A figure with the most it may be.
struct LimitedSum {
    LinearMetric metric;
    double most = 0.0;
};

/// One case in one context, with what is asked.
struct Planner::Question {
    Question(const Case &one, const Context &asked, const Objective &what, const Limits &kept);

    double goal(const Components &components, bool remote) const;
    bool keepsLimits(const Components &components, bool remote) const;
    bool keepsAccuracy(const std::optional<double> &accuracy) const;
    /// Whether only cuts of which something is known can be the answer.
    bool goesOverKnown(const PlanCase &plan) const;
    Candidate candidate(std::vector<bool> onDevice) const;

    const Context &context;
    Objective objective;
    Limits limits;
    CostModel model;
    std::vector<LinearMetric> goals; ///< one, or the stages of which the largest counts
    std::vector<LimitedSum> rows;
};

/// What minimum cuts tell of a search that they cannot answer: good cuts, and weights under which no cut can be much
/// better (a Lagrangian relaxation).
struct DualBound {
    SearchProblem::Bound weights;        ///< by row of the search: goals, then limits
    double bound = 0.0;                  ///< no cut that keeps the limits has a lower goal
    std::vector<std::vector<bool>> cuts; ///< that were the least under some weights
};

/// \param rows the goals (one, or several of which the largest counts), then what the limits are for. \param limits of
/// the latter. \param known a goal that is reached by some cut, or infinite.
DualBound dualBound(MinimumCut &minimumCut, const CutStructure &structure, const std::vector<AdditiveCosts> &rows,
    std::size_t goals, const std::vector<double> &limits, double known);

/// The objective as a sum, for all kinds but Throughput. Throws Failure (InvalidArgument) where the context does not
/// know what it needs.
LinearMetric objectiveMetric(const CostModel &model, const Context &context, const Objective &objective);

} // namespace splitscope
