// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/coder_layout.h"

#include "core/graph/codec_payload.h"

namespace splitscope {

Shape CoderLayout::view(std::int64_t channelCount) const
{
    if (channelsInnermost)
        return {batch * positions, channelCount};
    return batch == 1 ? Shape{channelCount, positions} : Shape{batch, channelCount, positions};
}

std::vector<std::int64_t> CoderLayout::otherDimensions() const
{
    if (channelsInnermost)
        return {0};
    return batch == 1 ? std::vector<std::int64_t>{1} : std::vector<std::int64_t>{0, 2};
}

Shape CoderLayout::perChannel(std::int64_t channelCount) const
{
    return channelsInnermost ? Shape{channelCount} : Shape{channelCount, 1};
}

CoderLayout CoderLayout::of(const TensorInfo &tensor, const TensorCodec &codec)
{
    CoderLayout layout;
    layout.elements = tensor.elements();
    layout.ranges = rangesOf(tensor.shape, codec);
    layout.positions = layout.elements;
    if (layout.elements == 0)
        return layout;
    const auto axis = channelAxis(tensor.shape);
    layout.channels = channelsOf(tensor.shape);
    layout.positions = layout.elements / layout.channels;
    if (axis == 1 && tensor.order != DimensionOrder::ChannelsLast) {
        layout.channelsInnermost = false;
        layout.batch = tensor.shape[0];
        layout.positions /= layout.batch;
    }
    return layout;
}

} // namespace splitscope
