// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/latency_model.h"

namespace splitscope {

namespace {

double transferMs(std::int64_t bytes, double mbps, double rttMs)
{
    return rttMs / 2.0 + static_cast<double>(bytes) * 8.0 / (mbps * 1000.0);
}

} // namespace

StageTimes predictStages(const CutCost &cost, const LinkSpec &link)
{
    StageTimes stages;
    stages.device = cost.deviceMs;
    if (!cost.remote)
        return stages;
    stages.edge = cost.edgeMs;
    if (link.shaped) {
        stages.uplink = transferMs(cost.bytesUp, link.uplinkMbps, link.rttMs);
        stages.downlink = transferMs(cost.bytesDown, link.downlinkMbps, link.rttMs);
    }
    return stages;
}

} // namespace splitscope
