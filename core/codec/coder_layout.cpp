// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/coder_layout.h"

#include "core/graph/codec_payload.h"

namespace splitscope {

namespace {

// Rows of so many numbers hide what starting one costs, and reductions down columns are quick only where a row is a
// multiple of four vectors (AVX-512: 64 numbers); measured with tests/bench/bench_codec.
constexpr std::int64_t longRow = 1024;
constexpr std::int64_t fourVectors = 64;
constexpr std::int64_t longBias = 16;

} // namespace

Shape CoderLayout::matrix(std::int64_t channelCount) const
{
    return channelsInnermost ? Shape{batch * positions, channelCount} : Shape{batch, channelCount, positions};
}

std::int64_t CoderLayout::repeats(std::int64_t channelCount) const
{
    if (!channelsInnermost)
        return batch;
    std::int64_t longest = 1;
    bool wholeVectors = false;
    for (std::int64_t count = 1; count * channelCount <= longRow; ++count) {
        const bool whole = count * channelCount % fourVectors == 0;
        if (batch * positions % count != 0 || (wholeVectors && !whole))
            continue;
        longest = count;
        wholeVectors = whole;
    }
    return longest;
}

Shape CoderLayout::rows(std::int64_t channelCount) const
{
    const auto repeated = repeats(channelCount);
    return channelsInnermost ? Shape{batch * positions / repeated, repeated * channelCount}
                             : Shape{repeated * channelCount, positions};
}

Shape CoderLayout::perRow(std::int64_t channelCount) const
{
    const auto count = repeats(channelCount) * channelCount;
    return channelsInnermost ? Shape{count} : Shape{count, 1};
}

bool CoderLayout::addsInProduct(std::int64_t channelCount) const { return channelCount >= longBias; }

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
