// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/recipe.h"
#include "core/training/training_progress.h"
#include "sample_models/sample_model_torch.h"

#include <filesystem>
#include <memory>
#include <string>

namespace splitscope {

struct TrainingPlaces {
    std::filesystem::path cacheFolder;
    std::filesystem::path checkpoint;
    std::filesystem::path archive;
};

/// The steps from a recipe to an archive.
class SampleTraining {
public:
    /// \param origin of the recipe, named in errors. Throws Failure (RecipeInvalid).
    SampleTraining(const Recipe &recipe, const std::string &origin, TrainingPlaces places, int threads);

    void cache(const TrainingReporter &report, const StopFlag &stop) const;
    void train(bool resume, const TrainingReporter &report, const StopFlag &stop) const;
    void exportArchive(const TrainingReporter &report) const;

private:
    Recipe m_recipe;
    std::unique_ptr<SampleModel> m_model;
    TrainingPlaces m_places;
    int m_threads;
};

} // namespace splitscope
