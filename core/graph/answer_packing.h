// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/link_spec.h"

namespace splitscope {

/// Level of zstd at which answers that travel between a device and an edge of our own are packed, where that pays; and
/// the least answer that is worth the call.
inline constexpr int answerPackLevel = 1;
inline constexpr int leastPackedAnswerBytes = 512;

/// Whether answers are packed on that link, on their way down to the device or, where they are wanted on the edge, up
/// from it. Packing (310 MB/s) and unpacking (1,000 MB/s, both measured on 8-bit
/// activations) take 4.2 ns a byte together; of the answers measured, depth in half precision shrinks least, to 1/1.7,
/// which saves 0.41 bytes of each: worth it below 98 MB/s, 780 Mbit/s. Half of that is asked for, so that a slower machine
/// gains too. Without shaping the rate is not known and nothing is packed.
inline bool packsAnswers(const LinkSpec &link, ResultsAt wanted)
{
    constexpr double belowMbps = 390.0;
    return link.shaped && (wanted == ResultsAt::Edge ? link.uplinkMbps : link.downlinkMbps) < belowMbps;
}

} // namespace splitscope
