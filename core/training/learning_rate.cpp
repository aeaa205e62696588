// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace splitscope {

double learningRateAt(const OptimizerRecipe &recipe, std::int64_t step, std::int64_t steps)
{
    constexpr double lowest = 0.01;
    if (step < recipe.warmupSteps) {
        return recipe.learningRate * double(step + 1) / double(recipe.warmupSteps);
    }
    const auto span = double(std::max<std::int64_t>(1, steps - recipe.warmupSteps));
    const double part = std::min(1.0, double(step - recipe.warmupSteps) / span);
    return recipe.learningRate * (lowest + (1.0 - lowest) * 0.5 * (1.0 + std::cos(std::numbers::pi * part)));
}

} // namespace splitscope
