// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/task_meter.h"

namespace splitscope {

/// Compares plain tensors, element by element.
/// - `relative_error`: |a - b| / |b|, Euclidean norms over all frames; against zeros |a - b|.
/// - `psnr_db`: 10 log10(range^2 / mean squared difference), the range being largest minus smallest finite value of the
///   reference over all frames; `equalPsnrDb` where nothing differs (infinity cannot be written in JSON; what float32
///   can hold without being equal ends near 150). Not given where the reference has no range and something differs.
class ValuesMeter : public TaskMeter {
public:
    static constexpr double equalPsnrDb = 200.0;

    std::vector<double> sumsOf(const TaskOutput &output, const TaskOutput &reference) const override;
    void merge(std::vector<double> &all, const std::vector<double> &frame) const override;
    std::map<std::string, double> metricsOf(const std::vector<double> &sums) const override;
};

} // namespace splitscope
