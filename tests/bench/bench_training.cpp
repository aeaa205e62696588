// SPDX-License-Identifier: GPL-3.0-or-later
// Where the time of a training step goes: reading records, changing pictures, bookkeeping, LibTorch. Processor time of
// one thread, so that other programs do not count.
//   bench_training [BATCHES]
#include "core/model/model.h"
#include "core/training/augmentation_torch.h"
#include "core/training/scene_dataset_torch.h"
#include "core/training/trainer_torch.h"
#include "sample_models/catalog.h"
#include "sample_models/chimera/supervised_task_torch.h"

#include <torch/torch.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <unistd.h>

using namespace splitscope;

namespace {

double processorSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

/// Counts what reading records takes.
class TimedData : public Dataset {
public:
    explicit TimedData(std::shared_ptr<const Dataset> all)
        : m_all(std::move(all))
    {
    }
    std::size_t size() const override { return m_all->size(); }
    Batch batch(const std::vector<std::size_t> &indices) const override
    {
        const double start = processorSeconds();
        Batch result = m_all->batch(indices);
        seconds += processorSeconds() - start;
        return result;
    }

    mutable double seconds = 0.0;

private:
    std::shared_ptr<const Dataset> m_all;
};

/// What a batch's augmentation takes, on batches that are not counted.
double augmentationSeconds(const Dataset &data, const Recipe &recipe, int batches)
{
    std::vector<std::size_t> indices(std::size_t(recipe.optimizer.batch));
    for (std::size_t at = 0; at < indices.size(); ++at) {
        indices[at] = at;
    }
    double seconds = 0.0;
    for (int turn = 0; turn < batches; ++turn) {
        Batch batch = data.batch(indices);
        const double start = processorSeconds();
        augment(batch, indices, recipe.augmentation, recipe.seed, turn);
        seconds += processorSeconds() - start;
    }
    return seconds;
}

void measure(const char *name, const Recipe &recipe, const std::vector<ChimeraTask> &tasks,
    const ChimeraChannels &channels, const std::shared_ptr<TimedData> &data, const std::filesystem::path &folder)
{
    SupervisedTask task(recipe, tasks, buildChimeraNetwork(channels, tasks, {}, 1), std::nullopt, data);
    const int batches = int(data->size()) / recipe.optimizer.batch;
    task.setTraining(true);
    task.lossTerms({0, 1}, 0).front().second.backward(); // kernels are made ready
    data->seconds = 0.0;
    const StopFlag never{false};
    double end = 0.0;
    const double start = processorSeconds();
    Trainer(recipe, task, folder / "checkpoint.pt")
        .run(
            false,
            [&end](const TrainingProgress &progress) {
                if (progress.message.empty()) {
                    end = processorSeconds(); // before checkpoint and validation of the epoch
                }
            },
            never);
    const double total = end - start;
    const double reading = data->seconds;
    const double changing = augmentationSeconds(*data, recipe, batches);
    std::printf("%-10s %8.1f %9.1f %9.1f %9.1f %9.1f %%\n", name, 1e3 * total / batches, 1e3 * reading / batches,
        1e3 * changing / batches, 1e3 * (total - reading - changing) / batches,
        100.0 * (total - reading - changing) / total);
}

} // namespace

int main(int argc, char **argv)
{
    setComputeThreads(1);
    const int batches = argc > 1 ? std::max(1, std::atoi(argv[1])) : 12;
    Recipe recipe = readRecipe(sampleModelsFolder() / "chimera" / "recipe.json");
    const ChimeraDesign design = readChimeraDesign(recipe, "chimera");
    recipe.optimizer.epochs = 1;
    recipe.data.count = std::size_t(batches * recipe.optimizer.batch);
    recipe.validation.count = 1;
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("bench_training_" + std::to_string(::getpid()));
    const StopFlag never{false};
    const auto cache = SceneCache::open(
        recipe.data, folder, 1, [](const TrainingProgress &) {}, never);
    const auto data = std::make_shared<TimedData>(std::make_shared<SceneDataset>(cache));
    std::printf("1 thread, batches of %d, %dx%d, processor time, ms a batch\n", recipe.optimizer.batch,
        recipe.data.width, recipe.data.height);
    std::printf("%-10s %8s %9s %9s %9s %11s\n", "network", "total", "records", "changes", "LibTorch", "in LibTorch");
    measure("one task", recipe, {design.primary}, design.channels, data, folder / "one");
    measure("all tasks", recipe, design.tasks(), design.channels, data, folder / "all");
    std::filesystem::remove_all(folder);
    return 0;
}
