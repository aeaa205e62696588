// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/error.h"
#include "core/graph/plan.h"

#include <functional>
#include <optional>
#include <vector>

namespace splitscope {

class Planner;

/// One context of the deployment table.
struct DeploymentRow {
    Context context;
    std::optional<PlanAnswer> best;  ///< absent: no plan keeps the limits there
    std::optional<Error> impossible; ///< why
    Plan deviceOnly;
    Plan edgeOnly;
    std::optional<Plan> edgeOnlyJpeg;
    std::optional<Plan> fixed; ///< the best single deployment for all contexts, in this one
};

/// All contexts with their best plans, and what one deployment for all of them would cost.
struct DeploymentTable {
    Objective objective;
    Limits limits;
    std::vector<DeploymentRow> rows;
    std::optional<Plan> fixed;       ///< its figures are those of the first context
    std::optional<double> fixedGain; ///< geometric mean over contexts of fixed / best, by the objective
};

/// The single deployment is the one, among those that are best somewhere and the two ends, whose geometric mean over
/// the contexts is least. \param goesOn asked before each context; false ends it with Failure (Cancelled). Throws
/// Failure as Planner::best, but for PlanImpossible, which is a row's answer.
DeploymentTable deploymentTable(Planner &planner, const std::vector<Context> &contexts, const Objective &objective,
    const Limits &limits, const std::function<bool()> &goesOn = {});

/// How many times better than `other` the plan is, by the objective; absent where a figure is not known.
std::optional<double> gainOver(const Plan &other, const PlanAnswer &best, const Objective &objective);

/// The same for a row, against one of its other plans; absent where there is no best or no such plan.
std::optional<double> gainOver(const DeploymentRow &row, const std::optional<Plan> &other, const Objective &objective);

} // namespace splitscope
