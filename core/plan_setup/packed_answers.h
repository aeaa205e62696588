// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"

#include <memory>
#include <vector>

namespace splitscope {

/// What an output costs where it is packed (core/graph/answer_packing.h).
struct PackedAnswer {
    double bytes = 0.0;    ///< mean; 0: too small to be packed, or used by no task
    double packMs = 0.0;   ///< on this machine: median
    double unpackMs = 0.0; ///< likewise
};

/// By graph output, in the form that is returned. Runs the whole model once for each set of inputs.
/// \param inputs the model's, not empty
std::vector<PackedAnswer> measurePackedAnswers(
    const std::shared_ptr<const Model> &model, const std::vector<std::vector<TensorValue>> &inputs);

} // namespace splitscope
