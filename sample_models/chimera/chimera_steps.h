// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/recipe.h"
#include "sample_models/catalog.h"

#include <string>
#include <vector>

namespace splitscope {

bool isChimeraRecipe(const Recipe &recipe);

/// "cache", "primary", "teachers", "search", "distil", "baseline", "export", "evaluate".
const std::vector<std::string> &chimeraSteps();

/// One step of a recipe with the architecture "chimera", or all in order. \return the archive, or the output folder
/// Throws as trainSampleModel.
std::filesystem::path trainChimera(const Recipe &recipe, const std::string &origin, const TrainOptions &options,
    int threads, const TrainingReporter &report, const StopFlag &stop);

} // namespace splitscope
