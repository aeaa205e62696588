// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/checkpoint_torch.h"
#include "core/training/recipe.h"
#include "core/training/training_device_torch.h"
#include "core/training/training_progress.h"
#include "core/training/training_task_torch.h"

#include <torch/optim/adamw.h>

#include <chrono>
#include <filesystem>
#include <memory>

namespace splitscope {

/// The training loop: order, learning rate, steps, checkpoints, progress. On a CPU the same recipe, thread count and
/// machine give the same weights, interrupted and resumed or not.
class Trainer {
public:
    /// \param task outlives the trainer and is moved to the device; \param checkpoint where to keep the state
    Trainer(const Recipe &recipe, TrainingTask &task, std::filesystem::path checkpoint,
        const torch::Device &device = trainingDevice());

    /// Trains to the end of the recipe. \param resume go on from the checkpoint if there is one; otherwise an existing
    /// checkpoint is kept as previous-NAME. Throws Failure: TrainingDiverged, Cancelled (by `stop`; the state was
    /// kept), FileUnwritable, and what loadCheckpoint throws.
    void run(bool resume, const TrainingReporter &report, const StopFlag &stop);

private:
    void trainEpoch(const TrainingReporter &report, const StopFlag &stop);
    double trainBatch(const std::vector<std::size_t> &indices);
    void setLearningRate();
    void keep();
    void reportProgress(const TrainingReporter &report) const;
    void reportEpoch(const TrainingReporter &report);
    std::int64_t stepsPerEpoch() const;
    std::int64_t stepsDone() const { return m_position.epoch * stepsPerEpoch() + m_position.step; }
    double secondsLeft() const;

    const Recipe m_recipe;
    TrainingTask &m_task;
    const std::filesystem::path m_checkpoint;
    const torch::Device m_device;
    std::unique_ptr<torch::optim::AdamW> m_optimizer;
    std::vector<torch::Tensor> m_parameters;
    TrainingPosition m_position;

    std::chrono::steady_clock::time_point m_started;
    std::chrono::steady_clock::time_point m_lastKept;
    std::int64_t m_stepsAtStart = 0;
    double m_secondsAtStart = 0.0;
    double m_meanLoss = 0.0; ///< running, for display
    std::map<std::string, double> m_meanTerms;
};

} // namespace splitscope
