// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/checkpoint_torch.h"
#include "core/training/recipe.h"
#include "core/training/training_device_torch.h"
#include "core/training/training_task_torch.h"

#include <string>

namespace splitscope {

/// What a training will take, measured with a few batches of it (without a step of the optimiser, which is 1 to 3 %).
struct TrainingEstimate {
    double imagesPerSecond = 0.0;
    std::int64_t images = 0;     ///< still to come
    std::int64_t doneImages = 0; ///< before
    torch::Device device = torch::kCPU;

    double seconds() const { return double(images) / imagesPerSecond; }
    /// "depth: 10000 scenes x 5 epochs, 25.1 pictures a second measured here, about 33 minutes (20 % are done)." On
    /// another device than the CPU: "measured here on cuda:0".
    std::string sentence(const std::string &what, const Recipe &recipe) const;
};

/// \param done where the training goes on
/// \param throwAway a task whose weights and running means nobody needs any more; it is moved to the device
TrainingEstimate estimateTraining(const Recipe &recipe, const TrainingPosition &done, TrainingTask &throwAway,
    const torch::Device &device = trainingDevice());

} // namespace splitscope
