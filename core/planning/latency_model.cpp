// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/latency_model.h"

#include "core/planning/link_model.h"

#include <algorithm>

namespace splitscope {

namespace {

double transferMs(const DirectionModel &way, std::int64_t bytes, int tensors)
{
    return way.delayMs + way.msPerByte * (static_cast<double>(bytes) + framingBytes + framingBytesPerTensor * tensors);
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
        stages.uplink = transferMs(uplinkModel(link), cost.bytesUp, cost.tensorsUp);
        stages.downlink = transferMs(downlinkModel(link), cost.bytesDown, cost.tensorsDown);
    }
    return stages;
}

double pipelinedLatencyMs(const StageTimes &stages, const LinkSpec &link, int framesInFlight)
{
    const double up = stages.uplink - std::min(stages.uplink, uplinkModel(link).delayMs);
    const double down = stages.downlink - std::min(stages.downlink, downlinkModel(link).delayMs);
    const double busiest = std::max({stages.device + stages.encode, up, stages.edge, down});
    return std::max(stages.total(), framesInFlight * busiest);
}

} // namespace splitscope
