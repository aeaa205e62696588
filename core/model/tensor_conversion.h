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

/// A tensor that shares the value's bytes if it is contiguous, else a copy in the value's dimension order.
/// Never write to it.
at::Tensor toTensor(const TensorValue &value);

/// A copy; contiguous where infoOf cannot describe the memory order. Throws Failure (Internal) where the element type
/// is not one that may cross.
TensorValue toValue(const at::Tensor &tensor);

} // namespace splitscope
