// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/tensor_info.h"

#include "core/graph/error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace splitscope {

namespace {

struct DTypeRow {
    DType dtype;
    std::string_view name;
    std::string_view oip;
    int bytes;
};

constexpr std::array dtypeRows{
    DTypeRow{DType::Float32, "float32", "FP32", 4},
    DTypeRow{DType::Float16, "float16", "FP16", 2},
    DTypeRow{DType::BFloat16, "bfloat16", "BF16", 2},
    DTypeRow{DType::Float64, "float64", "FP64", 8},
    DTypeRow{DType::Int8, "int8", "INT8", 1},
    DTypeRow{DType::UInt8, "uint8", "UINT8", 1},
    DTypeRow{DType::Int16, "int16", "INT16", 2},
    DTypeRow{DType::Int32, "int32", "INT32", 4},
    DTypeRow{DType::Int64, "int64", "INT64", 8},
    DTypeRow{DType::Bool, "bool", "BOOL", 1},
};

const DTypeRow &row(DType dtype) { return dtypeRows.at(static_cast<std::size_t>(dtype)); }

/// The largest number where the product is larger: shapes come from files and peers.
std::int64_t product(std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    return __builtin_mul_overflow(a, b, &result) ? std::numeric_limits<std::int64_t>::max() : result;
}

constexpr std::int64_t largestTensor = std::int64_t{1} << 40; // elements

} // namespace

std::string_view orderName(DimensionOrder order)
{
    switch (order) {
    case DimensionOrder::Contiguous:
        return "contiguous";
    case DimensionOrder::ChannelsLast:
        return "channels_last";
    case DimensionOrder::Strided:
        return "strided";
    }
    return "";
}

std::string_view dtypeName(DType dtype) { return row(dtype).name; }

std::string_view oipName(DType dtype) { return row(dtype).oip; }

int bytesPerElement(DType dtype) { return row(dtype).bytes; }

DType dtypeFromName(std::string_view name)
{
    for (const auto &candidate : dtypeRows) {
        if (candidate.name == name)
            return candidate.dtype;
    }
    throw Failure(ErrorCode::InvalidArgument,
        {{"what", "The element type " + std::string(name)},
            {"why", "it is not one of float32, float16, bfloat16, float64, int8, uint8, int16, int32, int64, bool."}});
}

DType dtypeFromOipName(std::string_view name)
{
    for (const auto &candidate : dtypeRows) {
        if (candidate.oip == name)
            return candidate.dtype;
    }
    throw Failure(ErrorCode::InvalidArgument,
        {{"what", "The datatype " + std::string(name)}, {"why", "it is not one that is carried here."}});
}

std::int64_t TensorInfo::elements() const
{
    if (std::find(shape.begin(), shape.end(), 0) != shape.end())
        return 0;
    std::int64_t count = 1;
    for (const auto size : shape)
        count = product(count, size);
    return count;
}

std::int64_t TensorInfo::bytes() const { return product(elements(), bytesPerElement(dtype)); }

std::string shapeText(const Shape &shape)
{
    if (shape.empty())
        return "scalar";
    std::string text;
    for (const auto size : shape)
        text += (text.empty() ? "" : "x") + std::to_string(size);
    return text;
}

Shape shapeFromText(std::string_view text)
{
    Shape shape;
    if (text == "scalar")
        return shape;
    const auto wrong = [&] {
        return Failure(ErrorCode::InvalidArgument,
            {{"what", "The shape '" + std::string(text) + "'"},
                {"why", "write sizes with x between them, for instance 1x3x224x224."}});
    };
    const char *at = text.data();
    const char *const end = at + text.size();
    while (true) {
        std::int64_t size = 0;
        const auto [next, problem] = std::from_chars(at, end, size);
        if (problem != std::errc{} || size < 0 || size > largestTensor)
            throw wrong();
        shape.push_back(size);
        if (next == end) {
            if (TensorInfo{shape}.elements() > largestTensor)
                throw wrong();
            return shape;
        }
        if (*next != 'x' || shape.size() >= 16)
            throw wrong();
        at = next + 1;
    }
}

} // namespace splitscope
