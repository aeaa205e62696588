// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/plan.h"

namespace splitscope {

/// A plan's figures as the objective counts them; less is better: ms, mJ, bytes, US dollars, ms of the slowest stage,
/// or the weighted sum. Infinite where a figure that it needs is not known.
double objectiveValue(const PlanFigures &figures, const Objective &objective);

} // namespace splitscope
