// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/open_records.h"

namespace splitscope {

std::shared_ptr<const RecordSource> openTrainingData(const Recipe &recipe, const std::filesystem::path &cacheFolder,
    int threads, const TrainingReporter &report, const StopFlag &stop)
{
    if (recipe.dataFile) {
        return LabelledRecords::open(recipe.dataFile->path);
    }
    return SceneCache::open(recipe.data, cacheFolder, threads, report, stop);
}

} // namespace splitscope
