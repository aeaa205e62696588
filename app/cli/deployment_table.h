// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/error.h"
#include "core/graph/plan.h"
#include "core/planning/planner.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace splitscope {

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
    std::vector<DeploymentRow> rows;
    std::optional<Plan> fixed;       ///< its figures are those of the first context
    std::optional<double> fixedGain; ///< geometric mean over contexts of fixed / best, by the objective
};

/// The single deployment is the one, among those that are best somewhere and the two ends, whose geometric mean over
/// the contexts is least.
DeploymentTable deploymentTable(
    Planner &planner, const std::vector<Context> &contexts, const Objective &objective, const Limits &limits);

nlohmann::ordered_json deploymentJson(const DeploymentTable &table);
std::string deploymentText(const DeploymentTable &table);

} // namespace splitscope
