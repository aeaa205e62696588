// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/frame_result.h"
#include "core/graph/link_spec.h"

#include <cstdint>

namespace splitscope {

/// What a frame costs where it is computed and what it sends, as measured or known.
struct CutCost {
    double deviceMs = 0.0; ///< preparing the picture and the head
    double edgeMs = 0.0;   ///< the tail and the reduction of its answers
    std::int64_t bytesUp = 0;
    std::int64_t bytesDown = 0;
    bool remote = true; ///< false: everything stays on the device and the link plays no part
    int tensorsUp = 1;
    int tensorsDown = 1;
};

/// Modelled stages of one frame on an otherwise idle pipeline: transfer = half the round trip + 8 x (bytes + framing) /
/// rate, each way, at the rate that loss leaves (core/planning/link_model.h). Jitter and the stalls of lost segments
/// are left out; without shaping, transfer is 0.
StageTimes predictStages(const CutCost &cost, const LinkSpec &link);

/// Latency of a frame where so many are always under way, the next one starting as soon as one is done. Each of device,
/// uplink, edge and downlink takes one frame at a time, while delays overlap. A closed queue of fixed times settles
/// where the busiest stage never rests or no frame ever waits: by Little's law the latency is the larger of the idle
/// pipeline's and frames x the busiest stage.
double pipelinedLatencyMs(const StageTimes &stages, const LinkSpec &link, int framesInFlight);

} // namespace splitscope
