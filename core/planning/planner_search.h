// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/cost_model.h"
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
    double value = 0.0; ///< of the objective
    double bound = 0.0; ///< no deployment of the case is better
};

/// A figure with the most it may be.
struct LimitRow {
    LinearMetric metric;
    double most = 0.0;
};

/// One case in one context, with what is asked.
struct Planner::Question {
    Question(const Case &one, const Context &asked, const Objective &what, const Limits &kept);

    double goal(const Components &components, bool remote) const;
    bool keepsLimits(const Components &components, bool remote) const;
    bool keepsAccuracy(const std::optional<double> &accuracy) const;
    Candidate candidate(std::vector<bool> onDevice) const;

    const Context &context;
    Objective objective;
    Limits limits;
    CostModel model;
    std::vector<LinearMetric> goals; ///< one, or the stages of which the largest counts
    std::vector<LimitRow> rows;
};

/// The objective as a sum, for all kinds but Throughput. Throws Failure (InvalidArgument) where the context does not
/// know what it needs.
LinearMetric objectiveMetric(const CostModel &model, const Context &context, const Objective &objective);

} // namespace splitscope
