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
};

/// Modelled stages of one frame on an otherwise idle pipeline: transfer = half the round trip + 8 x bytes / rate, each
/// way. Framing (about 1 % of a tensor of 10 kB or more), jitter and loss are left out; without shaping, transfer is 0.
StageTimes predictStages(const CutCost &cost, const LinkSpec &link);

} // namespace splitscope
