// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/frame_samples.h"
#include "core/evaluation/task_output.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// Measures one kind of task. A frame gives sums; the metrics of any set of frames follow from their merged sums, so a
/// bootstrap over frames never looks at pixels again.
class TaskMeter {
public:
    virtual ~TaskMeter() = default;

    /// \param reference the truth, or the uncut model's answer. Throws Failure (InvalidArgument) if the sizes differ.
    virtual std::vector<double> sumsOf(const TaskOutput &output, const TaskOutput &reference) const = 0;

    /// Adds a frame's sums to those of others. \param all empty before the first
    virtual void merge(std::vector<double> &all, const std::vector<double> &frame) const;

    /// Metric -> value from merged sums of at least one frame.
    virtual std::map<std::string, double> metricsOf(const std::vector<double> &sums) const = 0;

    /// For many samples of the same frames; by merging their sums unless a meter knows something quicker. The meter and
    /// the frames must outlive it. \param frames sums of each
    virtual std::unique_ptr<FrameSamples> samplesOf(const std::vector<std::vector<double>> &frames) const;

protected:
    /// Throws Failure (InvalidArgument).
    static void requireSameSize(std::size_t output, std::size_t reference);
};

/// Metrics by kind:
/// - Segmentation: `miou` (mean over the classes that occur in output or reference of intersection over union),
/// `pixel_accuracy`; pixels whose reference is 255 do not count (unless there are so many classes).
/// - Depth, over pixels whose reference is finite and > 0: `abs_rel` (mean |d - d'| / d'), `rmse_m`, `delta_1_25` (part
/// with
///   max(d/d', d'/d) < 1.25).
/// - Normals: `mean_deg`, `median_deg` (of the angles between the two, from a histogram with steps of 0.25 degrees),
///   `within_11_25_deg` (part of the pixels).
/// - Boundary: `precision`, `recall`, `f1`, pixel by pixel without tolerance.
/// - Classification: `top1`, `rank_tau`, and against parts `top1_clear`, `clear_part` (classification_meter.h).
/// - Detection: `map`, `map50` (detection_meter.h).
/// - everything else: `relative_error`, `psnr_db` (values_meter.h).
/// \param classCount of a segmentation; labels beyond it are counted as wrong
std::unique_ptr<TaskMeter> makeTaskMeter(TaskKind kind, int classCount);

} // namespace splitscope
