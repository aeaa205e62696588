// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/sample_training_torch.h"

#include "core/training/scene_dataset_torch.h"
#include "core/training/trainer_torch.h"
#include "sample_models/model_archive_torch.h"

#include <cstdio>

namespace splitscope {

SampleTraining::SampleTraining(const Recipe &recipe, const std::string &origin, TrainingPlaces places, int threads)
    : m_recipe(recipe)
    , m_model(makeSampleModel(recipe, origin))
    , m_places(std::move(places))
    , m_threads(threads)
{
}

void SampleTraining::cache(const TrainingReporter &report, const StopFlag &stop) const
{
    SceneCache::open(m_recipe.data, m_places.cacheFolder, m_threads, report, stop);
}

void SampleTraining::train(bool resume, const TrainingReporter &report, const StopFlag &stop) const
{
    const auto data =
        std::make_shared<SceneDataset>(SceneCache::open(m_recipe.data, m_places.cacheFolder, m_threads, report, stop));
    const std::unique_ptr<TrainingTask> task = m_model->makeTask(m_model->buildNetwork(), data);
    Trainer(m_recipe, *task, m_places.checkpoint).run(resume, report, stop);
}

void SampleTraining::exportArchive(const TrainingReporter &report) const
{
    const torch::jit::Module network = m_model->buildNetwork();
    const std::unique_ptr<TrainingTask> task = m_model->makeTask(network, nullptr);
    const TrainingPosition position = loadWeights(m_places.checkpoint, m_recipe.fingerprint(), *task);
    ModelMetadata metadata = m_model->metadata();
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
