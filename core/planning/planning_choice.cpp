// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/planning_choice.h"

#include "core/graph/error.h"

#include <cmath>

namespace splitscope {

namespace {

void check(const char *what, const std::optional<double> &limit, double least, const char *why)
{
    if (limit && (!std::isfinite(*limit) || !(*limit > least)))
        throw Failure(ErrorCode::InvalidArgument, {{"what", what}, {"why", why}});
}

void checkSpeed(const char *what, double speed)
{
    if (!std::isfinite(speed) || speed < slowestSpeed || speed > fastestSpeed)
        throw Failure(ErrorCode::InvalidArgument, {{"what", what}, {"why", "it must be from 0.05 to 20."}});
}

} // namespace

void checkLimits(const Limits &limits)
{
    check("The latency limit", limits.latencyMs, 0.0, "a limit must be above 0.");
    check("The energy limit", limits.deviceEnergyMj, 0.0, "a limit must be above 0.");
    check("The accuracy limit", limits.accuracy, 0.0, "a limit must be above 0.");
    if (limits.bytes && (!std::isfinite(*limits.bytes) || *limits.bytes < 0))
        throw Failure(
            ErrorCode::InvalidArgument, {{"what", "The limit of bytes"}, {"why", "it must be a number from 0."}});
}

void checkPlanningChoice(const PlanningChoice &choice)
{
    checkSpeed("The device's speed", choice.deviceSpeed);
    checkSpeed("The edge's speed", choice.edgeSpeed);
    checkLimits(choice.limits);
}

std::optional<std::string> presetOf(const LinkSpec &link)
{
    for (const auto &preset : linkPresets()) {
        if (preset.link == link)
            return preset.name;
    }
    return std::nullopt;
}

Context contextOf(const PlanningChoice &choice, const LinkSpec &link, const std::string &radio,
    const std::optional<Board> &here, const PlannedModel &model)
{
    checkPlanningChoice(choice);
    ContextChoice wanted;
    wanted.device = choice.device;
    wanted.edge = choice.edge;
    wanted.link = presetOf(link).value_or(link.text());
    if (link.shaped && !presetOf(link))
        wanted.radio = radio;
    wanted.results = choice.results;
    auto context = buildContext(wanted, here, model);
    context.device.speed = choice.deviceSpeed;
    context.edge.speed = choice.edgeSpeed;
    return context;
}

void markEstimated(ContextMachine &machine)
{
    if (!machine.layerMs.empty())
        return;
    machine.estimated = true;
    machine.timeSource = machine.name == "this"
        ? "estimate until this machine is measured: MACs and bytes of each layer at the rates of the preset laptop"
        : "estimate until this machine is measured: MACs and bytes of each layer at the rates of " + machine.name;
}

} // namespace splitscope
