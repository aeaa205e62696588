// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/link_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splitscope {

namespace {

constexpr double segmentBytes = 1448.0;
constexpr double shortestStallMs = 200.0;

DirectionModel direction(const LinkSpec &link, double mbps)
{
    DirectionModel model;
    if (!link.shaped)
        return model;
    model.effectiveMbps = std::min(mbps, rateCapMbps(link));
    model.msPerByte = 8.0 / (model.effectiveMbps * 1000.0);
    model.delayMs = link.rttMs / 2.0;
    model.jitterMs = std::min(link.jitterMs / 2.0, model.delayMs); // nothing arrives before it was sent
    model.loss = std::clamp(link.loss, 0.0, 1.0);
    model.stallMs = std::max(link.rttMs, shortestStallMs);
    return model;
}

} // namespace

DirectionModel uplinkModel(const LinkSpec &link) { return direction(link, link.uplinkMbps); }

DirectionModel downlinkModel(const LinkSpec &link) { return direction(link, link.downlinkMbps); }

double rateCapMbps(const LinkSpec &link)
{
    if (link.loss <= 0.0 || link.rttMs <= 0.0)
        return std::numeric_limits<double>::infinity();
    return 1.22 * segmentBytes * 8.0 / (link.rttMs * 1000.0 * std::sqrt(link.loss));
}

} // namespace splitscope
