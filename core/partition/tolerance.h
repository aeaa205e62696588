// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace splitscope {

/// How far fast mode may be from reference mode, relative to the largest element of an output: 1e-4, in half precision
/// 5e-3.
double fastTolerance(c10::ScalarType type);

/// max|a - b| / max|b| (max|a - b| where b is zero); infinite where shapes differ or the difference is not a number.
double relativeDifference(const at::Tensor &a, const at::Tensor &b);

/// max|a - b|; infinite where shapes differ or the difference is not a number.
double absoluteDifference(const at::Tensor &a, const at::Tensor &b);

} // namespace splitscope
