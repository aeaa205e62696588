// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"

#include <memory>
#include <vector>

namespace splitscope {

/// What an output costs in the form that its user gets (TaskSpec::returns).
struct ReturnCost {
    double bytes = 0.0;
    double ms = 0.0; ///< median of making that form of the full output, on this machine
};

/// By graph output; zero for outputs that no task uses. Runs the model once.
std::vector<ReturnCost> measureReturns(const std::shared_ptr<const Model> &model);

} // namespace splitscope
