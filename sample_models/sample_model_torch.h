// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/training/dataset_torch.h"
#include "core/training/recipe.h"
#include "core/training/training_task_torch.h"

#include <torch/script.h>

#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// A network that recipes may name in `model.architecture`, with the parameters that one recipe gives it.
class SampleModel {
public:
    virtual ~SampleModel() = default;

    /// The network with its initial weights, in training mode.
    virtual torch::jit::Module buildNetwork() const = 0;

    /// What the exported archive says of itself.
    virtual ModelMetadata metadata() const = 0;

    /// \param data of the recipe's size, or null if nothing is trained (export)
    virtual std::unique_ptr<TrainingTask> makeTask(
        torch::jit::Module network, std::shared_ptr<const Dataset> data) const = 0;
};

/// \param origin of the recipe, named in errors. Throws Failure (RecipeInvalid).
std::unique_ptr<SampleModel> makeSampleModel(const Recipe &recipe, const std::string &origin);

/// A misspelt loss would silently keep its weight of 1: throws Failure (RecipeInvalid) for what is not in `known`.
void checkLosses(const Recipe &recipe, const std::vector<std::string> &known, const std::string &origin);

} // namespace splitscope
