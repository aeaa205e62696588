// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/deployments.h"

#include "core/planning/objective_value.h"
#include "core/planning/planner.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace splitscope {

namespace {

auto identity(const Plan &plan) { return std::tie(plan.operatingPoint, plan.cutText, plan.codec); }

/// The different deployments that are best somewhere, and the ends.
std::vector<Plan> candidatesOf(const std::vector<DeploymentRow> &rows)
{
    std::vector<Plan> candidates;
    const auto add = [&](const Plan &plan) {
        const auto known = std::any_of(
            candidates.begin(), candidates.end(), [&](const Plan &other) { return identity(other) == identity(plan); });
        if (!known)
            candidates.push_back(plan);
    };
    for (const auto &row : rows) {
        if (row.best)
            add(row.best->plan);
    }
    if (!rows.empty()) {
        add(rows.front().deviceOnly);
        add(rows.front().edgeOnly);
    }
    return candidates;
}

/// Geometric mean over the contexts that have a best plan of this deployment against it; infinite if it cannot be told.
double meanRatio(Planner &planner, const DeploymentTable &table, const Plan &plan)
{
    double sum = 0.0;
    int count = 0;
    for (const auto &row : table.rows) {
        if (!row.best)
            continue;
        const auto there = planner.again(row.context, plan);
        const double best = objectiveValue(row.best->plan.figures, table.objective);
        const double value =
            there ? objectiveValue(there->figures, table.objective) : std::numeric_limits<double>::infinity();
        if (!(best > 0))
            continue;
        sum += std::log(value / best);
        ++count;
    }
    return count > 0 ? std::exp(sum / count) : std::numeric_limits<double>::infinity();
}

DeploymentRow rowOf(Planner &planner, const Context &context, const Objective &objective, const Limits &limits)
{
    DeploymentRow row;
    row.context = context;
    try {
        row.best = planner.best(context, objective, limits);
    } catch (const Failure &failure) {
        if (failure.code() != ErrorCode::PlanImpossible)
            throw;
        row.impossible = failure.error();
    }
    row.deviceOnly = planner.deviceOnly(context, objective, limits);
    row.edgeOnly = planner.edgeOnly(context, objective, limits);
    row.edgeOnlyJpeg = planner.edgeOnlyPicture(context, "jpeg", objective, limits);
    return row;
}

} // namespace

DeploymentTable deploymentTable(Planner &planner, const std::vector<Context> &contexts, const Objective &objective,
    const Limits &limits, const std::function<bool()> &goesOn)
{
    const auto check = [&] {
        if (goesOn && !goesOn())
            throw Failure(ErrorCode::Cancelled, {{"what", "The deployment table"}});
    };
    DeploymentTable table;
    table.objective = objective;
    table.limits = limits;
    for (const auto &context : contexts) {
        check();
        table.rows.push_back(rowOf(planner, context, objective, limits));
    }
    double least = std::numeric_limits<double>::infinity();
    for (const auto &plan : candidatesOf(table.rows)) {
        check();
        const double ratio = meanRatio(planner, table, plan);
        if (ratio < least) {
            least = ratio;
            table.fixed = plan;
        }
    }
    if (table.fixed) {
        table.fixedGain = least;
        for (auto &row : table.rows)
            row.fixed = planner.again(row.context, *table.fixed, limits);
    }
    return table;
}

std::optional<double> gainOver(const Plan &other, const PlanAnswer &best, const Objective &objective)
{
    const double theirs = objectiveValue(other.figures, objective);
    const double ours = objectiveValue(best.plan.figures, objective);
    return std::isfinite(theirs) && ours > 0 ? std::optional(theirs / ours) : std::nullopt;
}

std::optional<double> gainOver(const DeploymentRow &row, const std::optional<Plan> &other, const Objective &objective)
{
    return row.best && other ? gainOver(*other, *row.best, objective) : std::nullopt;
}

} // namespace splitscope
