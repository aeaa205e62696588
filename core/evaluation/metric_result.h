// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

namespace splitscope {

/// A measured value with the ends of its 95 % confidence interval.
struct Estimate {
    double value = 0.0;
    double low = 0.0;
    double high = 0.0;

    bool operator==(const Estimate &) const = default;
};

/// task -> metric -> estimate.
using TaskMetrics = std::map<std::string, std::map<std::string, Estimate>>;

} // namespace splitscope
