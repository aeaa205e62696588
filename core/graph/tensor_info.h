// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace splitscope {

using Shape = std::vector<std::int64_t>;

/// Element types that may cross a link. Names follow PyTorch ("float32"); `oipName` gives the Open Inference
/// Protocol's.
enum class DType { Float32, Float16, BFloat16, Float64, Int8, UInt8, Int16, Int32, Int64, Bool };

std::string_view dtypeName(DType dtype);
std::string_view oipName(DType dtype);
int bytesPerElement(DType dtype);
/// Throws Failure (InvalidArgument) on an unknown name.
DType dtypeFromName(std::string_view name);
DType dtypeFromOipName(std::string_view name);

/// How the elements lie in memory. Kernels choose by it and results differ in their last bits, so it is kept across the
/// link.
/// Strided is everything else: a transposed, sliced or expanded view.
enum class DimensionOrder { Contiguous, ChannelsLast, Strided };

std::string_view orderName(DimensionOrder order); ///< "contiguous", "channels_last", "strided"

struct TensorInfo {
    Shape shape;
    DType dtype = DType::Float32;
    DimensionOrder order = DimensionOrder::Contiguous;
    std::vector<std::int64_t> strides = {}; ///< in elements, 0 where expanded; only where `order` is Strided

    std::int64_t elements() const;
    std::int64_t bytes() const;

    bool operator==(const TensorInfo &) const = default;
};

/// "1x3x192x256"; a scalar is "scalar".
std::string shapeText(const Shape &shape);
/// Inverse of shapeText; throws Failure (InvalidArgument).
Shape shapeFromText(std::string_view text);

/// A tensor as a value: little-endian, no padding, elements in logical row-major order; only where `info.order` is
/// ChannelsLast do they lie as in memory, channels innermost (core/model/dimension_order.h converts).
/// The bytes are shared and never change, so copies are cheap and may cross threads.
struct TensorValue {
    TensorInfo info;
    std::shared_ptr<const std::vector<std::uint8_t>> data;

    template <typename T>
    const T *as() const
    {
        return reinterpret_cast<const T *>(data->data());
    }
};

} // namespace splitscope
