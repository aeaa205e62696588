// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/graph/tensor_info.h"

#include <vector>

namespace splitscope::test {

template <typename T>
TensorValue tensorOf(const Shape &shape, DType dtype, const std::vector<T> &elements)
{
    const auto *first = reinterpret_cast<const std::uint8_t *>(elements.data());
    auto bytes = std::make_shared<std::vector<std::uint8_t>>(first, first + elements.size() * sizeof(T));
    TensorValue value;
    value.info.shape = shape;
    value.info.dtype = dtype;
    value.data = std::move(bytes);
    return value;
}

inline TensorValue floats(const Shape &shape, const std::vector<float> &elements)
{
    return tensorOf(shape, DType::Float32, elements);
}

inline TensorValue labels(const Shape &shape, const std::vector<std::uint8_t> &elements)
{
    return tensorOf(shape, DType::UInt8, elements);
}

inline TaskSpec task(const std::string &name, TaskKind kind, const std::vector<std::string> &classes = {})
{
    TaskSpec spec;
    spec.name = name;
    spec.kind = kind;
    spec.classes = classes;
    return spec;
}

} // namespace splitscope::test
