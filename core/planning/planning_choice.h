// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/planning/context_choice.h"

#include <optional>
#include <string>

namespace splitscope {

/// What a person plans for, beside the link: as the window's context panel sets it and a session keeps it. A value.
struct PlanningChoice {
    std::string device = "this"; ///< as ContextChoice
    std::string edge = "this";
    double deviceSpeed = 1.0; ///< divides its times, above 0
    double edgeSpeed = 1.0;
    ResultsAt results = ResultsAt::Device;
    /// How the picture is sent if it is sent whole. "lossless": as raw or PNG, whichever is better; "none": only as
    /// the model's input tensor; else a form that Planner::edgeOnlyPicture takes.
    std::string picture = "lossless";
    Objective objective;
    Limits limits;

    bool operator==(const PlanningChoice &) const = default;
};

/// Speeds that can be asked for.
inline constexpr double slowestSpeed = 0.05;
inline constexpr double fastestSpeed = 20.0;

/// Throws Failure (InvalidArgument): which figure is not usable and why.
void checkPlanningChoice(const PlanningChoice &choice);
void checkLimits(const Limits &limits);

/// The name of the link preset with these figures, if there is one.
std::optional<std::string> presetOf(const LinkSpec &link);

/// The context of a choice over a link; a link that equals a preset is that preset. \param radio link preset whose
/// radio power counts where the link is shaped and no preset; empty: it is not known. Throws Failure as buildContext
/// and checkPlanningChoice.
Context contextOf(const PlanningChoice &choice, const LinkSpec &link, const std::string &radio,
    const std::optional<Board> &here, const PlannedModel &model);

/// Says of a machine's times that they were not measured here but come from `estimatedShares`.
void markEstimated(ContextMachine &machine);

} // namespace splitscope
