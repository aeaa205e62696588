// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/model/model.h"
#include "core/runtime/live_session.h"

#include <memory>
#include <optional>
#include <string>

namespace splitscope {

/// What was said of a run's latency, and from what.
struct Prediction {
    StageTimes stages;      ///< of a frame on an idle pipeline
    double latencyMs = 0.0; ///< with as many frames in flight as the run has
    std::string from;       ///< "halves measured alone, link by formula"
};

struct HalfThreads {
    int device = 1;
    int edge = 1;
};

/// With a local edge that stands for this machine: both halves measured alone here (medians), the link by its formula
/// (core/planning/latency_model.h). Nothing where the halves cannot be measured or the link follows a trace.
std::optional<Prediction> predictFromHalves(const std::shared_ptr<const Model> &model, const Cut &cut,
    const LiveSettings &settings, const HalfThreads &threads, int framesInFlight);

} // namespace splitscope
