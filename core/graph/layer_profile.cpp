// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/layer_profile.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

double sumOfShares(const LayerProfile &profile, const Cut &cut, bool device)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < profile.shareMs.size(); ++i) {
        if (cut.onDevice(static_cast<int>(i)) == device)
            sum += profile.shareMs[i];
    }
    return sum;
}

double percentile(const std::vector<double> &sorted, double fraction)
{
    const auto place = fraction * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

} // namespace

Timing timingOf(std::vector<double> runsMs)
{
    if (runsMs.empty())
        return {};
    std::sort(runsMs.begin(), runsMs.end());
    return {percentile(runsMs, 0.5), percentile(runsMs, 0.1), percentile(runsMs, 0.9), static_cast<int>(runsMs.size())};
}

double predictedHeadMs(const LayerProfile &profile, const Cut &cut) { return sumOfShares(profile, cut, true); }

double predictedTailMs(const LayerProfile &profile, const Cut &cut) { return sumOfShares(profile, cut, false); }

} // namespace splitscope
