// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/checkpoint_torch.h"
#include "core/training/recipe.h"
#include "core/training/training_task_torch.h"

#include <string>

namespace splitscope {

/// What a training will take, measured with a few batches of it (without a step of the optimiser, which is 1 to 3 %).
struct TrainingEstimate {
    double imagesPerSecond = 0.0;
    std::int64_t images = 0;     ///< still to come
    std::int64_t doneImages = 0; ///< before

    double seconds() const { return double(images) / imagesPerSecond; }
    /// "depth: 10000 scenes x 5 epochs, 25.1 pictures a second measured here, about 33 minutes (20 % are done)."
    std::string sentence(const std::string &what, const Recipe &recipe) const;
};

/// \param done where the training goes on
/// \param throwAway a task whose weights and running means nobody needs any more
TrainingEstimate estimateTraining(const Recipe &recipe, const TrainingPosition &done, TrainingTask &throwAway);

} // namespace splitscope
