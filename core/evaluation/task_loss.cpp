// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/task_loss.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr double unrelatedDegrees = 90.0;

} // namespace

std::string primaryMetric(TaskKind kind)
{
    switch (kind) {
    case TaskKind::Segmentation:
    case TaskKind::Boundary:
        return "miou";
    case TaskKind::Depth:
        return "abs_rel_difference";
    case TaskKind::Normals:
        return "angle_deg";
    case TaskKind::Classification:
        return "top1";
    case TaskKind::Detection:
        return "map";
    default:
        return "relative_error";
    }
}

double lossOf(TaskKind kind, double metric)
{
    if (std::isnan(metric)) {
        return 1.0;
    }
    double loss = metric;
    switch (kind) {
    case TaskKind::Segmentation:
    case TaskKind::Boundary:
    case TaskKind::Classification:
    case TaskKind::Detection:
        loss = 1.0 - metric;
        break;
    case TaskKind::Normals:
        loss = metric / unrelatedDegrees;
        break;
    default:
        break;
    }
    return std::clamp(loss, 0.0, 1.0);
}

TaskLoss primaryLoss(TaskKind kind, const std::map<std::string, Estimate> &agreement)
{
    const auto measured = agreement.find(primaryMetric(kind));
    if (measured == agreement.end()) {
        return {};
    }
    // A metric that is better when larger has its ends the other way round.
    const double one = lossOf(kind, measured->second.low);
    const double other = lossOf(kind, measured->second.high);
    return {measured->first, lossOf(kind, measured->second.value), std::min(one, other), std::max(one, other)};
}

} // namespace splitscope
