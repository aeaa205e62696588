// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/scenes/scenes_training.h"

#include "core/training/recipe_reader.h"
#include "core/training/scene_dataset_torch.h"
#include "core/training/trainer_torch.h"
#include "sample_models/model_archive_torch.h"
#include "sample_models/scenes/scenes_network_torch.h"
#include "sample_models/scenes/scenes_task_torch.h"

#include <cstdio>

namespace splitscope {

namespace {

ScenesArchitecture readArchitecture(const Recipe &recipe, const std::string &origin)
{
    RecipeReader reader(recipe.model, "model", origin);
    reader.text("architecture");
    ScenesArchitecture architecture;
    const auto channels = [&reader](const char *key, int &value) { value = int(reader.integer(key, value, 1, 1024)); };
    channels("stem_channels", architecture.stemChannels);
    channels("stage_channels", architecture.stageChannels);
    channels("encoder_channels", architecture.encoderChannels);
    channels("bottleneck_channels", architecture.bottleneckChannels);
    channels("trunk_channels", architecture.trunkChannels);
    channels("context_channels", architecture.contextChannels);
    channels("branch_channels", architecture.branchChannels);
    channels("head_channels", architecture.headChannels);
    reader.finish();
    return architecture;
}

/// A misspelt loss would silently keep its weight of 1.
void checkLosses(const Recipe &recipe, const std::string &origin)
{
    const nlohmann::json losses(recipe.lossWeights);
    RecipeReader reader(losses, "losses", origin);
    for (const char *known : {"segmentation", "depth", "normals"}) {
        reader.has(known);
    }
    reader.finish();
}

} // namespace

ScenesTraining::ScenesTraining(
    const Recipe &recipe, const std::string &origin, ScenesTrainingPlaces places, int threads)
    : m_recipe(recipe)
    , m_places(std::move(places))
    , m_threads(threads)
{
    readArchitecture(recipe, origin);
    checkLosses(recipe, origin);
}

void ScenesTraining::cache(const TrainingReporter &report, const StopFlag &stop) const
{
    SceneCache::open(m_recipe.data, m_places.cacheFolder, m_threads, report, stop);
}

void ScenesTraining::train(bool resume, const TrainingReporter &report, const StopFlag &stop) const
{
    const auto data =
        std::make_shared<SceneDataset>(SceneCache::open(m_recipe.data, m_places.cacheFolder, m_threads, report, stop));
    ScenesTask task(m_recipe, buildScenesNetwork(readArchitecture(m_recipe, ""), m_recipe.seed), data);
    Trainer(m_recipe, task, m_places.checkpoint).run(resume, report, stop);
}

void ScenesTraining::exportArchive(const TrainingReporter &report) const
{
    const torch::jit::Module network = buildScenesNetwork(readArchitecture(m_recipe, ""), m_recipe.seed);
    const ScenesTask task(m_recipe, network, nullptr);
    const TrainingPosition position = loadWeights(m_places.checkpoint, m_recipe.fingerprint(), task);
    ModelMetadata metadata = scenesMetadata(m_recipe.data.width, m_recipe.data.height);
    metadata.name = m_recipe.name;
    saveModelArchive(network, metadata, m_places.archive);
    TrainingProgress progress;
    progress.step = "export";
    progress.done = progress.total = 1;
    progress.secondsLeft = 0.0;
    char text[96];
    std::snprintf(text, sizeof text, " (%.2f MB) after %d of %d epochs.",
        double(std::filesystem::file_size(m_places.archive)) / 1e6, position.epoch, m_recipe.optimizer.epochs);
    progress.message = "Wrote " + m_places.archive.string() + text;
    report(progress);
}

} // namespace splitscope
