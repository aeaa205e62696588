// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/picture.h"
#include "core/graph/tensor_info.h"

#include <array>
#include <cstring>
#include <memory>
#include <type_traits>
#include <vector>

/// A tensor from its elements; `dtype` is needed only where no C++ type stands for it.
template <typename Element>
splitscope::TensorValue tensor(splitscope::Shape shape, const std::vector<Element> &elements,
    splitscope::DType dtype = std::is_same_v<Element, float> ? splitscope::DType::Float32
        : std::is_same_v<Element, std::int8_t>               ? splitscope::DType::Int8
        : std::is_same_v<Element, std::int64_t>              ? splitscope::DType::Int64
                                                             : splitscope::DType::UInt8)
{
    auto bytes = std::make_shared<std::vector<std::uint8_t>>(elements.size() * sizeof(Element));
    if (!elements.empty())
        std::memcpy(bytes->data(), elements.data(), bytes->size());
    return {{std::move(shape), dtype, splitscope::DimensionOrder::Contiguous}, bytes};
}

inline std::array<std::uint8_t, 3> colorAt(const splitscope::Picture &picture, int x, int y)
{
    const auto at = static_cast<std::size_t>(3 * (y * picture.width + x));
    return {picture.rgb.at(at), picture.rgb.at(at + 1), picture.rgb.at(at + 2)};
}
