// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/metric_result.h"
#include "core/evaluation/task_meter.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace splitscope {

/// One task's meter over a series of frames, with confidence intervals.
class MeterSeries {
public:
    explicit MeterSeries(std::unique_ptr<TaskMeter> meter);

    void add(const TaskOutput &output, const TaskOutput &reference);
    std::size_t frames() const { return m_frames.size(); }

    /// Metrics over all frames; the intervals are the 2.5 and 97.5 percentiles of `samples` seeded bootstrap samples of
    /// whole frames (Efron, 1979), because the pixels of a frame are not independent. One frame, or no
    /// samples, gives an interval of no width.
    std::map<std::string, Estimate> result(std::uint64_t seed = 1, int samples = 1000) const;

private:
    std::unique_ptr<TaskMeter> m_meter;
    std::vector<std::vector<double>> m_frames;
};

} // namespace splitscope
