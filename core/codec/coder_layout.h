// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/tensor_info.h"

#include <cstdint>
#include <vector>

namespace splitscope {

/// How a codec looks at a tensor: its elements in the order in which they lie, with the channels either outside
/// (contiguous pictures) or innermost (channels-last pictures, tokens, one channel).
struct CoderLayout {
    std::int64_t elements = 0;
    std::int64_t batch = 1;
    std::int64_t channels = 1;
    std::int64_t positions = 0; ///< of one batch entry
    std::int64_t ranges = 1;
    bool channelsInnermost = true;

    /// The tensor seen with so many channels: batch x channels x positions, batch left out where it is 1; innermost:
    /// all positions x channels.
    Shape view(std::int64_t channelCount) const;
    Shape view() const { return view(channels); }
    /// Dimensions of that view other than the channels'.
    std::vector<std::int64_t> otherDimensions() const;
    /// What one number for each channel has as shape, so that it broadcasts over that view.
    Shape perChannel(std::int64_t channelCount) const;

    static CoderLayout of(const TensorInfo &tensor, const TensorCodec &codec);
};

} // namespace splitscope
