// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/cut.h"
#include "core/graph/emulation.h"
#include "core/planning/cut_structure.h"
#include "core/planning/plan_case.h"

namespace splitscope {

/// How long this machine must hold its stages to stand in for the machines of a context: the stage times that CostModel
/// gives for the cut there. A side that is this machine as it is is not held, nor is an edge that has nothing to do.
/// \param structure of the case's graph. \param cut one that can be made. \param picture of the case, sent instead of
/// the input at the cut `edge`; null: tensors cross.
/// Throws Failure (InvalidArgument), "this machine is too slow to stand in for ...", where a half takes longer here
/// than there by more than calibrations of one machine differ, and where a stage would be held for over a minute.
Emulation standIn(const PlanCase &planCase, const CutStructure &structure, const Context &context, const Cut &cut,
    const PictureForm *picture = nullptr);

} // namespace splitscope
