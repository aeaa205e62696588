// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/metric_result.h"
#include "core/graph/model_metadata.h"

#include <map>
#include <string>

namespace splitscope {

/// One number for how much a task loses: 0 where the answer is the uncut model's, 1 where nothing of it is left.
struct TaskLoss {
    std::string metric; ///< that it is made of; empty where the kind's metric was not measured
    double loss = 1.0;
    double low = 1.0; ///< ends of the 95 % interval
    double high = 1.0;

    bool operator==(const TaskLoss &) const = default;
};

/// Loss of one task from its agreement with the uncut model (AgreementSeries), cut off at 0 and 1:
/// - Segmentation, Boundary: 1 - `miou`.
/// - Depth: `abs_rel_difference`.
/// - Normals: `angle_deg` / 90. Ninety degrees is the mean angle between unrelated directions, so a loss of 1 means
/// what
///   it means elsewhere; 1 % is 0.9 degrees, about a tenth of what a good network errs, as 1 % is for the other kinds.
/// - Classification: 1 - `top1`.
/// - Detection: 1 - `map`.
/// - Tensor: `relative_error`.
/// What is not a number loses everything.
TaskLoss primaryLoss(TaskKind kind, const std::map<std::string, Estimate> &agreement);

/// The metric that primaryLoss looks at.
std::string primaryMetric(TaskKind kind);

/// The loss that one value of the primary metric means.
double lossOf(TaskKind kind, double metric);

} // namespace splitscope
