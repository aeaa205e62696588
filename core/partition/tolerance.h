// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace splitscope {

/// How far fast mode may be from reference mode, relative to the largest element of an output: 1e-4, in half precision
/// 5e-3.
double fastTolerance(c10::ScalarType type);

/// max|a - b| / max|b| over finite b (max|a - b| where b is zero); infinite where shapes differ or the difference is
/// not a number.
double relativeDifference(const at::Tensor &a, const at::Tensor &b);

/// max|a - b|; infinite where shapes differ or the difference is not a number.
double absoluteDifference(const at::Tensor &a, const at::Tensor &b);

/// Integers and booleans: a class, an index, where a difference has no size.
bool isChoice(c10::ScalarType type);

/// Share of elements, 0..1, that are equal or, where they are floating-point, differ by no more than fastTolerance of
/// the largest; 0 where shapes differ.
double agreement(const at::Tensor &a, const at::Tensor &b);

/// How many elements of a choice must agree: near ties may fall the other way by rounding alone.
inline constexpr double choiceAgreement = 0.99;

/// Of the limit, what a search allows: two samples stand for all inputs, and head and tail both differ.
inline constexpr double checkedShare = 0.25;

/// Whether an output `a` of fast mode is near enough to `b` of reference mode: of the same element type, and by
/// fastTolerance or, where it is a choice or was chosen by value, choiceAgreement.
/// \param share of fastTolerance that is allowed
bool withinLimit(const at::Tensor &a, const at::Tensor &b, bool chosenByValue, double share = 1.0);

} // namespace splitscope
