// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/recipe.h"
#include "core/training/training_progress.h"

#include <filesystem>

namespace splitscope {

struct ScenesTrainingPlaces {
    std::filesystem::path cacheFolder;
    std::filesystem::path checkpoint;
    std::filesystem::path archive;
};

/// The steps of training the bundled network; `recipe.model` holds the architecture ("scenes") and its channel counts.
class ScenesTraining {
public:
    /// \param origin of the recipe, named in errors. Throws Failure (RecipeInvalid).
    ScenesTraining(const Recipe &recipe, const std::string &origin, ScenesTrainingPlaces places, int threads);

    void cache(const TrainingReporter &report, const StopFlag &stop) const;
    void train(bool resume, const TrainingReporter &report, const StopFlag &stop) const;
    void exportArchive(const TrainingReporter &report) const;

private:
    Recipe m_recipe;
    ScenesTrainingPlaces m_places;
    int m_threads;
};

} // namespace splitscope
