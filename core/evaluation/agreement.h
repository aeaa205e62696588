// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/meter_series.h"
#include "core/graph/frame_result.h"
#include "core/graph/model_metadata.h"

#include <vector>

namespace splitscope {

/// How much a split pipeline's answer to one frame differs from the uncut model's, both in full or both as returned.
/// - Segmentation, Boundary: `miou`, `pixel_agreement`.
/// - Depth: `abs_rel_difference`, relative to the uncut model.
/// - Normals: `angle_deg`, the mean.
/// - Classification: `top1`, `rank_tau` (classification_meter.h).
/// - Detection: `map`, `map50` (detection_meter.h), the uncut model's boxes being those to find.
/// - everything else: `relative_error`, `psnr_db` (values_meter.h; no `psnr_db` where the reference is one constant).
/// Throws Failure (InvalidArgument) if the two cannot be compared.
std::vector<TaskAgreement> agreementOf(const TaskSpec &task, const TensorValue &split, const TensorValue &whole);

/// The same over many frames, with confidence intervals.
class AgreementSeries {
public:
    explicit AgreementSeries(const std::vector<TaskSpec> &tasks);

    /// One answer for each task, in the tasks' order. Throws Failure (InvalidArgument).
    void add(const std::vector<TensorValue> &split, const std::vector<TensorValue> &whole);

    /// The same for answers that were read once (`outputsOf`) because they are compared with many.
    void addOutputs(const std::vector<TaskOutput> &split, const std::vector<TaskOutput> &whole);

    /// One for each task. Throws Failure (InvalidArgument).
    std::vector<TaskOutput> outputsOf(const std::vector<TensorValue> &answers) const;

    std::size_t frames() const { return m_frames; }
    /// \param seed,samples of the bootstrap (MeterSeries)
    TaskMetrics result(std::uint64_t seed = 1, int samples = 1000) const;

private:
    std::vector<TaskSpec> m_tasks;
    std::vector<std::unique_ptr<MeterSeries>> m_series;
    std::size_t m_frames = 0;
};

} // namespace splitscope
