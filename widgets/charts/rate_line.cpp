// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/rate_chart.h"

#include "core/planning/link_model.h"

#include <algorithm>

namespace splitscope {

namespace {

constexpr double bitsPerMbpsMs = 1000.0; ///< 1 Mbit/s for 1 ms

} // namespace

double RateLine::at(double mbps) const { return constantMs + msTimesMbps / std::min(mbps, capMbps); }

RateLine rateLine(const Plan &plan, const LinkSpec &link, double mbps)
{
    const auto &latency = plan.figures.latency;
    const double cap = rateCapMbps(link);
    const double transferMs = std::max(0.0, latency.uplink - 0.5 * link.rttMs);
    return {latency.total() - transferMs, transferMs * std::min(mbps, cap), cap};
}

RateLine rateLineOfEnd(const Plan &end, const LinkSpec &link, int tensors)
{
    const auto &latency = end.figures.latency;
    if (end.cut.isDevice() && !(end.figures.uplinkBytes > 0.0))
        return {latency.total(), 0.0, rateCapMbps(link)};
    const double bytes = end.figures.uplinkBytes + framingBytes + framingBytesPerTensor * tensors;
    // Figures of a link without shape have no delays in them, either way.
    const bool returns = end.figures.downlinkBytes > 0.0;
    const double delaysMs = 0.5 * link.rttMs * (!link.shaped && returns ? 2.0 : 1.0);
    return {latency.total() - latency.uplink + delaysMs, 8.0 * bytes / bitsPerMbpsMs, rateCapMbps(link)};
}

} // namespace splitscope
