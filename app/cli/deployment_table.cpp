// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/deployment_table.h"

#include "app/cli/console.h"
#include "app/cli/plan_output.h"
#include "core/planning/objective_value.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

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

std::optional<double> gain(const DeploymentRow &row, const std::optional<Plan> &other, const Objective &objective)
{
    return row.best && other ? gainOver(*other, *row.best, objective) : std::nullopt;
}

} // namespace

DeploymentTable deploymentTable(
    Planner &planner, const std::vector<Context> &contexts, const Objective &objective, const Limits &limits)
{
    DeploymentTable table;
    table.objective = objective;
    for (const auto &context : contexts) {
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
        table.rows.push_back(std::move(row));
    }
    double least = std::numeric_limits<double>::infinity();
    for (const auto &plan : candidatesOf(table.rows)) {
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

Json deploymentJson(const DeploymentTable &table)
{
    const auto optionalPlan = [](const std::optional<Plan> &plan) { return plan ? planJson(*plan) : Json(nullptr); };
    const auto number = [](const std::optional<double> &value) { return value ? Json(*value) : Json(nullptr); };
    Json contexts = Json::array();
    for (const auto &row : table.rows) {
        contexts.push_back(
            {{"context", contextJson(row.context)}, {"best", row.best ? planJson(row.best->plan) : Json(nullptr)},
                {"gap", row.best ? Json(row.best->gap) : Json(nullptr)},
                {"impossible", row.impossible ? Json(row.impossible->sentence()) : Json(nullptr)},
                {"device_only", planJson(row.deviceOnly)}, {"edge_only", planJson(row.edgeOnly)},
                {"edge_only_jpeg", optionalPlan(row.edgeOnlyJpeg)}, {"best_fixed", optionalPlan(row.fixed)},
                {"gain",
                    {{"over_device_only", number(gain(row, row.deviceOnly, table.objective))},
                        {"over_edge_only", number(gain(row, row.edgeOnly, table.objective))},
                        {"over_edge_only_jpeg", number(gain(row, row.edgeOnlyJpeg, table.objective))},
                        {"over_best_fixed", number(gain(row, row.fixed, table.objective))}}}});
    }
    Json fixed = nullptr;
    if (table.fixed)
        fixed = {{"operating_point", table.fixed->operatingPoint}, {"cut", table.fixed->cutText},
            {"codec", table.fixed->codec}, {"geometric_mean_gain_over_it", number(table.fixedGain)}};
    return {{"objective", table.objective.text()}, {"contexts", contexts}, {"best_fixed", fixed}};
}

std::string deploymentText(const DeploymentTable &table)
{
    std::vector<std::vector<std::string>> rows{
        {"device", "link", "edge", "best cut", "codec", "ms", "over device", "over edge", "over JPEG", "over fixed"}};
    std::string notes;
    for (const auto &row : table.rows) {
        const auto &best = row.best;
        rows.push_back({row.context.device.name, row.context.linkName, row.context.edge.name,
            best ? best->plan.cutText : "none", best ? best->plan.codec : "-",
            best ? threeDigits(best->plan.figures.latency.total()) : "-",
            gainText(gain(row, row.deviceOnly, table.objective)), gainText(gain(row, row.edgeOnly, table.objective)),
            gainText(gain(row, row.edgeOnlyJpeg, table.objective)), gainText(gain(row, row.fixed, table.objective))});
        if (row.impossible)
            notes += row.context.name + ": " + row.impossible->sentence() + "\n";
        if (best && best->gap > 0)
            notes += row.context.name + ": at most " + threeDigits(100 * best->gap) + " % better is possible.\n";
    }
    auto text = tableText(rows) + notes;
    if (table.fixed && table.fixedGain)
        text += "\nThe best single deployment for all of them is the cut " + table.fixed->cutText + " (codec "
            + table.fixed->codec + "); choosing by context is " + threeDigits(*table.fixedGain)
            + " times better in the geometric mean of " + table.objective.text() + ". All of it is predicted.\n";
    return text;
}

} // namespace splitscope
