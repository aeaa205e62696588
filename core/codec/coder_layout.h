// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/tensor_info.h"

#include <cstdint>

namespace splitscope {

/// How a codec looks at a tensor: as rows, its elements in the order in which they lie, with the channels either
/// outside (contiguous pictures) or innermost (channels-last pictures, tokens, one channel).
struct CoderLayout {
    std::int64_t elements = 0;
    std::int64_t batch = 1;
    std::int64_t channels = 1;
    std::int64_t positions = 0; ///< of one batch entry
    std::int64_t ranges = 1;
    bool channelsInnermost = true;

    /// The tensor as a matrix of channels at each position: [batch x positions, channels] where they are innermost,
    /// else [batch, channels, positions].
    Shape matrix(std::int64_t channelCount) const;

    /// How often the channels are repeated along one side of `rows`: the batch, or, innermost, as many positions as
    /// make a row long enough for the vectors of a CPU.
    std::int64_t repeats(std::int64_t channelCount) const;
    /// [repeats x channels, positions], or, innermost, [positions / repeats, repeats x channels].
    Shape rows(std::int64_t channelCount) const;
    /// What repeats x channels numbers have as shape, so that they broadcast over `rows`.
    Shape perRow(std::int64_t channelCount) const;

    /// Channels innermost: whether so many are long enough a row to be added to within a matrix product, which copies
    /// them to every position first; else they are added to `rows` afterwards.
    bool addsInProduct(std::int64_t channelCount) const;

    static CoderLayout of(const TensorInfo &tensor, const TensorCodec &codec);
};

} // namespace splitscope
