// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/catalog.h"

#include "core/graph/error.h"
#include "core/graph/user_cache.h"
#include "core/model/model.h"
#include "core/training/recipe.h"
#include "sample_models/chimera/chimera_steps.h"
#include "sample_models/sample_training_torch.h"

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace splitscope {

namespace {

bool holdsModels(const std::filesystem::path &folder)
{
    std::error_code ignored;
    return std::filesystem::is_regular_file(folder / "scenes" / "recipe.json", ignored);
}

/// "scenes" -> its recipe; anything else is a file.
std::filesystem::path recipeFileOf(const std::string &nameOrRecipe)
{
    const std::vector<std::string> names = sampleModelNames();
    if (std::find(names.begin(), names.end(), nameOrRecipe) == names.end()) {
        return nameOrRecipe;
    }
    return sampleModelsFolder() / nameOrRecipe / "recipe.json";
}

void checkStep(const std::string &step, const std::vector<std::string> &known)
{
    if (step.empty() || std::find(known.begin(), known.end(), step) != known.end()) {
        return;
    }
    std::string names;
    for (const std::string &name : known) {
        names += (names.empty() ? "" : name == known.back() ? " and " : ", ") + name;
    }
    throw Failure(
        ErrorCode::InvalidArgument, {{"what", "The step " + step}, {"why", "there are " + names + ", in this order."}});
}

} // namespace

std::filesystem::path sampleModelsFolder()
{
    if (const char *folder = std::getenv("SPLITSCOPE_SAMPLE_MODELS"); folder != nullptr && *folder != '\0') {
        return folder;
    }
    std::error_code ignored;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    if (holdsModels(program.parent_path() / "share" / "splitscope" / "sample_models")) {
        return program.parent_path() / "share" / "splitscope" / "sample_models";
    }
    for (std::filesystem::path above = program; above != above.parent_path(); above = above.parent_path()) {
        if (holdsModels(above / "sample_models")) {
            return above / "sample_models";
        }
    }
    return {};
}

std::vector<std::string> sampleModelNames() { return {"chimera", "scenes", "mobilenet_v2"}; }

std::filesystem::path sampleModelFile(const std::string &name)
{
    const std::filesystem::path file = sampleModelsFolder() / name / (name + ".pt");
    if (!std::filesystem::is_regular_file(file)) {
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    }
    return file;
}

const std::vector<std::string> &trainingSteps()
{
    static const std::vector<std::string> steps{"cache", "train", "export"};
    return steps;
}

std::filesystem::path trainSampleModel(
    const std::string &nameOrRecipe, const TrainOptions &options, const TrainingReporter &report, const StopFlag &stop)
{
    const std::filesystem::path file = recipeFileOf(nameOrRecipe);
    Recipe recipe = readRecipe(file);
    const bool chimera = isChimeraRecipe(recipe);
    checkStep(options.step, chimera ? chimeraSteps() : trainingSteps());
    recipe.seed = options.seed.value_or(recipe.seed);
    const int threads = options.threads > 0 ? options.threads : int(std::max(1U, std::thread::hardware_concurrency()));
    setComputeThreads(threads);
    if (chimera) {
        return trainChimera(recipe, file.string(), options, threads, report, stop);
    }
    const TrainingPlaces places{options.cacheDir.empty() ? userCacheFolder() : options.cacheDir,
        options.outDir / "checkpoint.pt", options.outDir / (recipe.name + ".pt")};
    const SampleTraining training(recipe, file.string(), places, threads);
    const auto wanted = [&options](const char *step) { return options.step.empty() || options.step == step; };
    if (wanted("cache")) {
        training.cache(report, stop);
    }
    if (wanted("train")) {
        training.train(options.resume, report, stop);
    }
    if (wanted("export")) {
        training.exportArchive(report);
    }
    return options.step == "train" ? places.checkpoint : options.step == "cache" ? places.cacheFolder : places.archive;
}

} // namespace splitscope
