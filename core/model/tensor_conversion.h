// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor_info.h"

#include <ATen/ATen.h>

#include <optional>

namespace splitscope {

/// Between the value types of core/graph and LibTorch. LibTorch inside: not for headers that Qt code includes.

c10::ScalarType scalarType(DType dtype);
/// Nothing where the element type is not one that may cross (complex, quantised).
std::optional<DType> dtypeOf(c10::ScalarType type);

/// Nothing where the element type or the memory order cannot be described.
std::optional<TensorInfo> infoOf(const at::Tensor &tensor);

/// A tensor in the value's dimension order that shares its bytes (a copy where the order is Strided). Never write to
/// it.
at::Tensor toTensor(const TensorValue &value);

/// A copy as other programs see a tensor: contiguous, row-major. Throws Failure (Internal) where the element type is
/// not one that may cross.
TensorValue toValue(const at::Tensor &tensor);

/// A copy that keeps the dimension order, for what crosses a cut: a channels-last tensor's bytes as they lie in memory,
/// since permuting them would cost more than the link on a quick one. Contiguous where infoOf cannot describe the
/// order. Throws as toValue.
TensorValue toCrossingValue(const at::Tensor &tensor);

} // namespace splitscope
