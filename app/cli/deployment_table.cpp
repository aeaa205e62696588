// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/deployment_table.h"

#include "app/cli/console.h"
#include "app/cli/plan_output.h"

namespace splitscope {

using Json = nlohmann::ordered_json;

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
                    {{"over_device_only", number(gainOver(row, row.deviceOnly, table.objective))},
                        {"over_edge_only", number(gainOver(row, row.edgeOnly, table.objective))},
                        {"over_edge_only_jpeg", number(gainOver(row, row.edgeOnlyJpeg, table.objective))},
                        {"over_best_fixed", number(gainOver(row, row.fixed, table.objective))}}}});
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
        rows.push_back(
            {row.context.device.name, row.context.linkName, row.context.edge.name, best ? best->plan.cutText : "none",
                best ? best->plan.codec : "-", best ? threeDigits(best->plan.figures.latency.total()) : "-",
                gainText(gainOver(row, row.deviceOnly, table.objective)),
                gainText(gainOver(row, row.edgeOnly, table.objective)),
                gainText(gainOver(row, row.edgeOnlyJpeg, table.objective)),
                gainText(gainOver(row, row.fixed, table.objective))});
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
