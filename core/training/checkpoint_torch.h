// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/training_task_torch.h"

#include <torch/optim/adamw.h>

#include <cstdint>
#include <filesystem>
#include <string>

namespace splitscope {

/// How far a training has come.
struct TrainingPosition {
    int epoch = 0;         ///< from 0; the epoch that is under way
    std::int64_t step = 0; ///< batches done in it
    double seconds = 0.0;  ///< spent so far
};

/// Writes weights, running state, the optimiser's state, LibTorch's random state and the position. Throws Failure
/// (FileUnwritable); an older checkpoint then stays as it was. It does not matter on which device the task computes: a
/// training begun on one goes on on another.
void saveCheckpoint(const std::filesystem::path &file, const std::string &recipeFingerprint,
    const TrainingPosition &position, const TrainingTask &task, torch::optim::AdamW &optimizer);

/// Restores all of it. Throws Failure: FileNotFound, FileUnreadable, CheckpointMismatch.
TrainingPosition loadCheckpoint(const std::filesystem::path &file, const std::string &recipeFingerprint,
    const TrainingTask &task, torch::optim::AdamW &optimizer);

/// Restores weights and running state alone, for export. Throws as loadCheckpoint.
TrainingPosition loadWeights(
    const std::filesystem::path &file, const std::string &recipeFingerprint, const TrainingTask &task);

/// How far a checkpoint's training has come, whatever recipe it belongs to. Throws Failure: FileNotFound,
/// FileUnreadable.
TrainingPosition readPosition(const std::filesystem::path &file);

} // namespace splitscope
