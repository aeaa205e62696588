// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/link_model.h"

namespace splitscope {

/// What one message meets on its way.
struct Crossing {
    DirectionModel direction;
    double wireBytes = 0.0; ///< 0: nothing is sent
};

/// What lost segments add to a message on average, in ms. A segment that is lost m segments before the end arrives a
/// stall later, and the end of the message waits for it: max(0, stall - m x time of a segment). The last loss decides;
/// it stands m segments before the end with probability p (1 - p)^m.
double expectedStallMs(const Crossing &crossing);

/// Probability that a frame takes longer than `deadlineMs`, if without jitter and loss it takes `latencyMs`:
/// P(latency + jitter up + jitter down + stall up + stall down > deadline), the jitters uniform and independent, the
/// stalls as above. Computed on a grid of 0.25 ms or finer for the stalls, exactly for the jitter.
double deadlineMissProbability(double latencyMs, const Crossing &up, const Crossing &down, double deadlineMs);

} // namespace splitscope
