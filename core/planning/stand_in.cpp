// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/stand_in.h"

#include "core/graph/error.h"
#include "core/planning/cost_model.h"

#include <algorithm>
#include <cstdio>

namespace splitscope {

namespace {

constexpr double forgiven = 0.95; ///< two calibrations of the same machine differ by up to 5 %

bool isThisMachine(const ContextMachine &machine)
{
    const bool unscaled =
        std::all_of(machine.timeFactor.begin(), machine.timeFactor.end(), [](double factor) { return factor == 1.0; });
    return unscaled && machine.speed == 1.0 && machine.layerMs.empty();
}

std::string nameOf(const ContextMachine &machine)
{
    const std::string name = machine.name == "this" ? "this machine" : machine.name;
    if (machine.speed == 1.0)
        return name;
    char speed[32];
    std::snprintf(speed, sizeof speed, " x %.3g", machine.speed);
    return name + speed;
}

std::string milliseconds(double ms)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.3g ms", ms);
    return text;
}

void checkHold(const char *side, const ContextMachine &machine, double here, double there)
{
    const auto refuse = [&](const std::string &why) {
        throw Failure(
            ErrorCode::InvalidArgument, {{"what", std::string("The ") + side + " " + nameOf(machine)}, {"why", why}});
    };
    if (there < forgiven * here)
        refuse("this machine is too slow to stand in for " + nameOf(machine) + ": its half takes " + milliseconds(here)
            + " here and would take " + milliseconds(there) + " there. It can be planned for, not run.");
    if (there > longestHoldMs)
        refuse("its half would take " + milliseconds(there) + ", and a stage is held for a minute at most.");
}

StageTimes stagesOf(const CostModel &model, const Cut &cut, const PictureForm *picture = nullptr)
{
    return model.stageTimes(picture ? model.ofPicture(*picture) : model.of(cut), !cut.isDevice());
}

} // namespace

Emulation standIn(const PlanCase &planCase, const CutStructure &structure, const Context &context, const Cut &cut,
    const PictureForm *picture)
{
    Context home = context;
    home.device = {};
    home.edge = {};
    const CostModel thereModel(planCase, structure, context);
    const CostModel hereModel(planCase, structure, home);
    const auto there = stagesOf(thereModel, cut, picture);
    const auto here = stagesOf(hereModel, cut, picture);
    Emulation emulation;
    if (!isThisMachine(context.device)) {
        const double held = there.device + there.encode;
        checkHold("device", context.device, here.device + here.encode, held);
        emulation.device = nameOf(context.device);
        emulation.headMs = held;
        const auto whole = stagesOf(thereModel, Cut::device(*planCase.graph));
        emulation.wholeMs = std::min(whole.device, longestHoldMs);
    }
    if (!isThisMachine(context.edge) && !cut.isDevice()) {
        checkHold("edge", context.edge, here.edge, there.edge);
        emulation.edge = nameOf(context.edge);
        emulation.tailMs = there.edge;
    }
    return emulation;
}

} // namespace splitscope
