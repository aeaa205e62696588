// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"

#include <memory>
#include <vector>

namespace splitscope {

/// What an output costs in the form that its user gets (TaskSpec::returns).
struct ReturnCost {
    double bytes = 0.0;
    /// Making that form instead of the full output, on this machine. Negative where the full output, which profiles
    /// count, costs more to hand out than to reduce.
    double ms = 0.0;
};

/// By graph output; zero for outputs that no task uses. Runs the whole model a few times in reference mode, for about a
/// third of a second or six runs: what the forms cost together is the difference between runs that give them and runs
/// that give full outputs, as LayerProfile's do (a reduction by itself, of a copy in rows, can take several times as
/// long as inside the run). Outputs share it by the times of their reductions by themselves.
std::vector<ReturnCost> measureReturns(const std::shared_ptr<const Model> &model);

} // namespace splitscope
