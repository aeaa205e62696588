// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/tensor_coder.h"
#include "core/graph/codec.h"
#include "core/graph/codec_constants.h"
#include "core/graph/codec_payload.h"
#include "core/graph/tensor_info.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <stdexcept>
#include <vector>

/// The codecs once more, element by element and bit by bit, with nothing in common with what is tested; and what the
/// tests of coders share.
namespace splitscope::testing {

/// Where each element of the payload's order stands in logical row-major order.
inline std::vector<std::size_t> travelOrder(const TensorInfo &info)
{
    const auto count = static_cast<std::size_t>(info.elements());
    std::vector<std::size_t> order(count);
    const auto channels = static_cast<std::size_t>(channelsOf(info.shape));
    const bool last = info.order == DimensionOrder::ChannelsLast;
    const auto batch = last ? static_cast<std::size_t>(info.shape[0]) : 1;
    const auto positions = count == 0 ? 0 : count / channels / batch;
    for (std::size_t i = 0; i < count; ++i) {
        const auto image = i / (channels * positions);
        const auto within = i % (channels * positions);
        order[i] = last ? image * channels * positions + within % channels * positions + within / channels : i;
    }
    return order;
}

/// Channel of an element in logical row-major order.
inline std::size_t channelOf(const Shape &shape, std::size_t element)
{
    const int axis = channelAxis(shape);
    if (axis < 0)
        return 0;
    std::size_t inner = 1;
    for (auto i = static_cast<std::size_t>(axis) + 1; i < shape.size(); ++i)
        inner *= static_cast<std::size_t>(shape[i]);
    return element / inner % static_cast<std::size_t>(shape[static_cast<std::size_t>(axis)]);
}

inline TensorValue valueOf(const TensorInfo &info, const std::vector<float> &logical)
{
    std::vector<std::uint8_t> bytes(logical.size() * sizeof(float));
    const auto order = travelOrder(info);
    for (std::size_t i = 0; i < logical.size(); ++i)
        std::memcpy(bytes.data() + i * sizeof(float), &logical[order[i]], sizeof(float));
    return {info, std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes))};
}

inline std::vector<float> logicalOf(const TensorValue &value)
{
    const auto order = travelOrder(value.info);
    std::vector<float> logical(order.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        logical[order[i]] = value.as<float>()[i];
    return logical;
}

struct ReferenceRanges {
    std::vector<float> low;
    std::vector<float> step;
};

/// Least and largest value of each channel (or of all), as the step between 2^bits codes.
inline ReferenceRanges rangesFrom(const std::vector<float> &logical, const Shape &shape, std::int64_t ranges, int bits)
{
    std::vector<float> low(static_cast<std::size_t>(ranges), std::numeric_limits<float>::infinity());
    auto high = low;
    for (auto &value : high)
        value = -value;
    std::vector<bool> broken(low.size(), false);
    for (std::size_t i = 0; i < logical.size(); ++i) {
        const auto r = ranges == 1 ? 0 : channelOf(shape, i);
        broken[r] = broken[r] || !std::isfinite(logical[i]);
        low[r] = std::min(low[r], logical[i]);
        high[r] = std::max(high[r], logical[i]);
    }
    ReferenceRanges result;
    for (std::size_t r = 0; r < low.size(); ++r) {
        const float step = (high[r] - low[r]) / static_cast<float>((1 << bits) - 1);
        result.low.push_back(low[r]);
        result.step.push_back(broken[r] || !std::isfinite(step) ? NAN : step);
    }
    return result;
}

inline int codeOf(float value, float low, float step, int bits)
{
    if (!std::isfinite(step) || std::isnan(value))
        return 0;
    const float inverse = 1.0F / std::max(step, std::numeric_limits<float>::min());
    float scaled = value - (low - 0.5F * step);
    scaled *= inverse;
    const auto most = static_cast<float>((1 << bits) - 1);
    return static_cast<int>(scaled < 0.0F ? 0.0F : (scaled > most ? most : scaled));
}

/// Bit by bit: plane after plane from the highest bits, stretch after stretch from a byte's lowest bits.
inline std::vector<std::uint8_t> packed(const std::vector<int> &codes, int bits)
{
    std::vector<std::uint8_t> bytes;
    int left = bits;
    for (const int width : {8, 8, 4, 2, 1}) {
        if (left < width)
            continue;
        left -= width;
        const auto start = bytes.size();
        const auto length = (codes.size() * static_cast<std::size_t>(width) + 7) / 8;
        bytes.resize(start + length);
        for (std::size_t i = 0; i < codes.size(); ++i) {
            for (int bit = 0; bit < width; ++bit) {
                if ((codes[i] >> (left + bit) & 1) != 0)
                    bytes[start + i % length] |= static_cast<std::uint8_t>(1U << (i / length * width + bit));
            }
        }
    }
    return bytes;
}

inline std::vector<float> randomValues(std::int64_t count, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<float> normal(0.5F, 3.0F);
    std::vector<float> values(static_cast<std::size_t>(count));
    for (auto &value : values)
        value = normal(random);
    return values;
}

inline std::vector<float> roundTrip(const TensorCoder &coder, const std::vector<float> &values)
{
    const auto decoded = coder.decode(coder.encode(valueOf(coder.tensor(), values)));
    if (decoded.info != coder.tensor())
        throw std::runtime_error("decoded to another tensor");
    return logicalOf(decoded);
}

inline TensorCodec componentsCodec(int components, int bits)
{
    TensorCodec codec;
    codec.kind = TensorCodec::Kind::Pca;
    codec.components = components;
    codec.bits = bits;
    return codec;
}

/// Two channels turned by 30 degrees, both kept.
inline TensorConstants turned()
{
    const float c = std::sqrt(0.75F);
    return {{-4.0F, -2.0F}, {4.0F, 2.0F}, {1.0F, -1.0F}, {c, 0.5F, -0.5F, c}};
}

} // namespace splitscope::testing
