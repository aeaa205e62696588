// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/codec_payload.h"

namespace splitscope {

namespace {

constexpr std::int64_t leastElementsForRange = 16;

bool isFloating(DType dtype)
{
    return dtype == DType::Float32 || dtype == DType::Float16 || dtype == DType::BFloat16 || dtype == DType::Float64;
}

TensorInfo bytesInfo(std::int64_t count) { return {{count}, DType::UInt8}; }

} // namespace

int channelAxis(const Shape &shape)
{
    if (shape.size() >= 4)
        return 1;
    return shape.size() == 3 ? 2 : -1;
}

std::int64_t channelsOf(const Shape &shape)
{
    const int axis = channelAxis(shape);
    return axis < 0 ? 1 : shape[static_cast<std::size_t>(axis)];
}

std::int64_t rangesOf(const Shape &shape, const TensorCodec &codec)
{
    const auto channels = channelsOf(shape);
    if (codec.perTensor || channels == 0)
        return 1;
    const auto elements = TensorInfo{shape}.elements();
    return codec.fixedRange || elements / channels >= leastElementsForRange ? channels : 1;
}

std::int64_t packedBytes(std::int64_t count, int bits)
{
    std::int64_t bytes = 0;
    for (const int width : {8, 8, 4, 2, 1}) {
        if (bits >= width) {
            bytes += (count * width + 7) / 8;
            bits -= width;
        }
    }
    return bytes;
}

std::vector<PayloadPart> payloadOf(const TensorInfo &tensor, const TensorCodec &codec)
{
    if (codec.kind == TensorCodec::Kind::None || !isFloating(tensor.dtype))
        return {{"", tensor}};
    if (codec.kind == TensorCodec::Kind::Fp16) {
        auto half = tensor;
        half.dtype = DType::Float16;
        if (half.order == DimensionOrder::Strided) {
            half.order = DimensionOrder::Contiguous;
            half.strides.clear();
        }
        return {{"", half}};
    }
    auto count = tensor.elements();
    if (codec.kind == TensorCodec::Kind::Pca) {
        const auto channels = channelsOf(tensor.shape);
        return {{"", bytesInfo(packedBytes(channels == 0 ? 0 : count / channels * codec.components, codec.bits))}};
    }
    std::vector<PayloadPart> parts{{"", bytesInfo(packedBytes(count, codec.bits))}};
    if (!codec.fixedRange)
        parts.push_back({":ranges", {{2, rangesOf(tensor.shape, codec)}, DType::Float32}});
    return parts;
}

std::int64_t payloadBytes(const TensorInfo &tensor, const TensorCodec &codec)
{
    std::int64_t bytes = 0;
    for (const auto &part : payloadOf(tensor, codec))
        bytes += part.info.bytes();
    return bytes;
}

} // namespace splitscope
