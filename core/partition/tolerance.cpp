// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/tolerance.h"

#include <cmath>
#include <limits>

namespace splitscope {

namespace {

double largestFinite(const at::Tensor &tensor)
{
    const auto sizes = tensor.to(at::kDouble).abs();
    return sizes.masked_fill(at::isfinite(sizes).logical_not(), 0.0).max().item<double>();
}

} // namespace

double fastTolerance(c10::ScalarType type) { return type == at::kHalf || type == at::kBFloat16 ? 5e-3 : 1e-4; }

double absoluteDifference(const at::Tensor &a, const at::Tensor &b)
{
    if (a.sizes() != b.sizes())
        return std::numeric_limits<double>::infinity();
    if (b.numel() == 0)
        return 0.0;
    const auto left = a.to(at::kDouble);
    const auto right = b.to(at::kDouble);
    // Equal infinities (an attention mask) differ by nothing.
    const auto difference = (left - right).abs().masked_fill(left == right, 0.0).max().item<double>();
    return std::isfinite(difference) ? difference : std::numeric_limits<double>::infinity();
}

double relativeDifference(const at::Tensor &a, const at::Tensor &b)
{
    const auto difference = absoluteDifference(a, b);
    if (b.numel() == 0 || !std::isfinite(difference))
        return difference;
    const auto largest = largestFinite(b);
    return largest > 0 ? difference / largest : difference;
}

bool isChoice(c10::ScalarType type) { return !at::isFloatingType(type) && !at::isComplexType(type); }

double agreement(const at::Tensor &a, const at::Tensor &b)
{
    if (a.sizes() != b.sizes())
        return 0.0;
    if (b.numel() == 0)
        return 1.0;
    if (isChoice(b.scalar_type()))
        return at::eq(a, b).to(at::kDouble).mean().item<double>();
    const auto limit = fastTolerance(b.scalar_type()) * largestFinite(b);
    const auto left = a.to(at::kDouble);
    const auto right = b.to(at::kDouble);
    return (left - right).abs().le(limit).logical_or(left == right).to(at::kDouble).mean().item<double>();
}

bool withinLimit(const at::Tensor &a, const at::Tensor &b, bool chosenByValue, double share)
{
    if (a.scalar_type() != b.scalar_type())
        return false;
    if (chosenByValue || isChoice(b.scalar_type()))
        return agreement(a, b) >= choiceAgreement;
    return relativeDifference(a, b) <= share * fastTolerance(b.scalar_type());
}

} // namespace splitscope
