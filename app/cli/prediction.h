// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/model/model.h"
#include "core/runtime/live_session.h"

#include <memory>
#include <optional>

namespace splitscope {

struct HalfThreads {
    int device = 1;
    int edge = 1;
};

/// Modelled latency of one frame with a local edge: both halves measured alone on this machine (medians), the link by
/// its formula (core/planning/latency_model.h). Nothing where the halves cannot be measured.
std::optional<double> predictedLatencyMs(const std::shared_ptr<const Model> &model, const Cut &cut,
    const LiveSettings &settings, const HalfThreads &threads);

} // namespace splitscope
