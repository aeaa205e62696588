// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/training_progress.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// Where the models that ship lie: $SPLITSCOPE_SAMPLE_MODELS, `../share/splitscope/sample_models` as seen from the
/// program, or `sample_models` in a folder above the program (a build tree). Empty if there is none.
std::filesystem::path sampleModelsFolder();

/// Names of the models that ship, such as "scenes".
std::vector<std::string> sampleModelNames();

/// FOLDER/NAME/NAME.pt of a model that ships. Throws Failure (FileNotFound).
std::filesystem::path sampleModelFile(const std::string &name);

struct TrainOptions {
    std::filesystem::path outDir;      ///< gets checkpoint.pt and NAME.pt; made if missing
    std::filesystem::path cacheDir;    ///< empty: userCacheFolder()
    std::string step;                  ///< one of the recipe's steps, or empty for all in order
    bool resume = false;               ///< go on from outDir's checkpoint if there is one
    int threads = 0;                   ///< 0: all cores
    std::optional<std::uint64_t> seed; ///< wins over the recipe's
};

/// "cache", "train", "export". Recipes with the architecture "chimera" have more (chimeraSteps).
const std::vector<std::string> &trainingSteps();

/// Trains a model that ships by its name, or any recipe by its file. Everything that happens goes to `report`.
/// \return the exported archive, or what the last step wrote
/// Throws Failure: InvalidArgument (step), FileNotFound, RecipeInvalid, Cancelled, TrainingDiverged,
/// CheckpointMismatch, FileUnwritable, FileUnreadable.
std::filesystem::path trainSampleModel(
    const std::string &nameOrRecipe, const TrainOptions &options, const TrainingReporter &report, const StopFlag &stop);

} // namespace splitscope
