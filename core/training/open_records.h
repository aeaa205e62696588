// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/recipe.h"
#include "core/training/record_source.h"

#include <memory>

namespace splitscope {

/// The pictures that a recipe trains on: its packed file, or rendered scenes (SceneCache::open). Throws as
/// LabelledRecords::open and SceneCache::open.
std::shared_ptr<const RecordSource> openTrainingData(const Recipe &recipe, const std::filesystem::path &cacheFolder,
    int threads, const TrainingReporter &report, const StopFlag &stop);

} // namespace splitscope
