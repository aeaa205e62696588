// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/recipe.h"

#include <cstdint>

namespace splitscope {

/// Learning rate of step `step` (from 0) of `steps`: a linear rise over the warm-up, then half a cosine down to 1 % of
/// the peak.
double learningRateAt(const OptimizerRecipe &recipe, std::int64_t step, std::int64_t steps);

} // namespace splitscope
