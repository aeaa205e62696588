// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "app/cli/plan_setup.h"
#include "app/cli/prediction.h"
#include "core/planning/context_choice.h"

#include <memory>
#include <optional>
#include <string>

namespace splitscope {

/// A run as it was planned before it starts.
struct RunPlan {
    std::shared_ptr<const Model> model;
    std::string cut;   ///< `auto` replaced by the planner's choice
    std::string codec; ///< likewise `any`; without a digest
    Emulation emulation;
    std::optional<Prediction> prediction; ///< absent where the link follows a trace
};

/// What a run asks of the planner.
struct RunWish {
    ContextChoice context; ///< its link is not read if there is a trace
    std::shared_ptr<const LinkTrace> trace;
    std::string cut;    ///< `auto`: the least latency; over a trace, with its average rates
    PlannedCodec codec; ///< `any` only with `auto`
    int framesInFlight = 1;
    int threads = 1; ///< of each half: its profile is taken
};

/// Opens and profiles the model (or takes the cached profile) and, where the context names another machine, calibrates
/// this one. Throws Failure: those of opening, UnknownDevice, UnknownLink, BoardInvalid, UnknownLayer, IllegalCut,
/// InvalidArgument (this machine is too slow to stand in for that one), Cancelled.
RunPlan planRun(const ModelArguments &arguments, const RunWish &wish, const CommonOptions &common);

} // namespace splitscope
