// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/session_pins.h"

namespace splitscope {

SessionPin sessionPin(const PinnedPlan &pin)
{
    const auto &figures = pin.then.figures;
    const auto &latency = figures.latency;
    return {pin.label, pin.contextName, pin.then.operatingPoint, pin.then.cutText, pin.then.codec, latency.device,
        latency.encode, latency.uplink, latency.edge, latency.downlink, figures.uplinkBytes, figures.downlinkBytes,
        figures.throughputFps, figures.deviceEnergyMj, figures.price};
}

std::optional<PinnedPlan> pinnedPlan(const SessionPin &pin, const LayerGraph &graph)
{
    PinnedPlan pinned;
    pinned.label = pin.label;
    pinned.contextName = pin.context;
    auto &plan = pinned.then;
    try {
        plan.cut = Cut::fromText(graph, pin.cut);
    } catch (const Failure &) {
        return std::nullopt;
    }
    if (!whyIllegal(graph, plan.cut).empty())
        return std::nullopt;
    plan.operatingPoint = pin.operatingPoint;
    plan.cutText = pin.cut;
    plan.codec = pin.codec;
    plan.figures.latency = {pin.deviceMs, pin.encodeMs, pin.uplinkMs, pin.edgeMs, pin.downlinkMs};
    plan.figures.uplinkBytes = pin.uplinkBytes;
    plan.figures.downlinkBytes = pin.downlinkBytes;
    plan.figures.throughputFps = pin.throughputFps;
    plan.figures.deviceEnergyMj = pin.energyMj;
    plan.figures.price = pin.price;
    return pinned;
}

} // namespace splitscope
