// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

namespace splitscope {

/// One task's metrics over samples drawn from the same frames again and again, as a bootstrap draws them. What does not
/// depend on the sample is worked out once.
class FrameSamples {
public:
    virtual ~FrameSamples() = default;

    /// Metric -> value. \param times how often each frame is in the sample; at least one of them is
    virtual std::map<std::string, double> metricsOf(const std::vector<int> &times) const = 0;
};

} // namespace splitscope
