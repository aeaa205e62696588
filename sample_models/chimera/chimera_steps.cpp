// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/chimera/chimera_steps.h"

#include "core/graph/user_cache.h"
#include "sample_models/chimera/chimera_evaluation_torch.h"
#include "sample_models/chimera/chimera_export_torch.h"

namespace splitscope {

bool isChimeraRecipe(const Recipe &recipe)
{
    return recipe.model.is_object() && recipe.model.value("architecture", nlohmann::json()) == "chimera";
}

const std::vector<std::string> &chimeraSteps()
{
    static const std::vector<std::string> steps = [] {
        std::vector<std::string> all = ChimeraTraining::steps();
        all.insert(all.end(), {"export", "evaluate"});
        return all;
    }();
    return steps;
}

std::filesystem::path trainChimera(const Recipe &recipe, const std::string &origin, const TrainOptions &options,
    int threads, const TrainingReporter &report, const StopFlag &stop)
{
    const ChimeraPlaces places{options.cacheDir.empty() ? userCacheFolder() : options.cacheDir, options.outDir};
    ChimeraTraining training(recipe, origin, places, threads, options.resume);
    for (const std::string &step : chimeraSteps()) {
        if (!options.step.empty() && options.step != step) {
            continue;
        }
        if (step == "export") {
            exportChimera(training, report);
        } else if (step == "evaluate") {
            evaluateChimera(recipe, origin, places, report, stop);
        } else {
            training.run(step, report, stop);
        }
    }
    const bool exported = options.step.empty() || options.step == "export";
    return exported ? places.archive(recipe.name) : places.outDir;
}

} // namespace splitscope
