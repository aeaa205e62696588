// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/tolerance.h"

#include <cmath>
#include <limits>

namespace splitscope {

double fastTolerance(c10::ScalarType type) { return type == at::kHalf || type == at::kBFloat16 ? 5e-3 : 1e-4; }

double absoluteDifference(const at::Tensor &a, const at::Tensor &b)
{
    if (a.sizes() != b.sizes())
        return std::numeric_limits<double>::infinity();
    if (b.numel() == 0)
        return 0.0;
    const auto difference = (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
    return std::isfinite(difference) ? difference : std::numeric_limits<double>::infinity();
}

double relativeDifference(const at::Tensor &a, const at::Tensor &b)
{
    const auto difference = absoluteDifference(a, b);
    if (b.numel() == 0 || !std::isfinite(difference))
        return difference;
    const auto largest = b.to(at::kDouble).abs().max().item<double>();
    return largest > 0 ? difference / largest : difference;
}

} // namespace splitscope
