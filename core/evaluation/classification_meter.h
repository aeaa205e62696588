// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/task_meter.h"

namespace splitscope {

/// Compares the scores of classes, one vector a frame, by their order alone: logits and probabilities give the same.
/// - `top1`: part of the frames whose largest score is at the same class. Equal scores: the first class; NaN is below
///   everything.
/// - `rank_tau`: mean over frames of Kendall's tau-b between the two orders of all classes (Kendall, "The treatment of
///   ties in ranking problems", Biometrika 33, 1945): 1 the same order, 0 unrelated, -1 reversed. It looks at every
///   class, has no free choice of a k, which for five classes would decide everything, and is unchanged by any
///   increasing function of the scores.
/// - `top1_clear`: top1 over the frames whose reference is clear, and `clear_part`, how many those are; only against
///   parts (TaskOutput::valuesAreParts). Clear: the second largest is less than two thirds of the largest.
class ClassificationMeter : public TaskMeter {
public:
    std::vector<double> sumsOf(const TaskOutput &output, const TaskOutput &reference) const override;
    std::map<std::string, double> metricsOf(const std::vector<double> &sums) const override;
};

/// Kendall's tau-b of two equally long vectors; NaN counts as the smallest value. 1 where neither orders any pair, 0
/// where only one of them does.
double kendallTau(const std::vector<float> &a, const std::vector<float> &b);

} // namespace splitscope
