// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/link_spec.h"

namespace splitscope {

/// Level of zstd at which an edge of our own packs the answers that it returns, where that pays; and the least answer
/// that is worth the call.
inline constexpr int answerPackLevel = 1;
inline constexpr int leastPackedAnswerBytes = 512;

/// Whether answers are packed on that link. Packing (310 MB/s) and unpacking (1,000 MB/s, both measured on 8-bit
/// activations) take 4.2 ns a byte together; of the answers measured, depth in half precision shrinks least, to 1/1.7,
/// which saves 0.41 bytes of each: worth it below 98 MB/s, 780 Mbit/s. Half of that is asked for, so that a slower edge
/// gains too. Without shaping the rate is not known and nothing is packed.
inline bool packsAnswers(const LinkSpec &link)
{
    constexpr double belowMbps = 390.0;
    return link.shaped && link.downlinkMbps < belowMbps;
}

} // namespace splitscope
