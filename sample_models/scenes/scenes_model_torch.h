// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sample_models/sample_model_torch.h"
#include "sample_models/scenes/scenes_network_torch.h"

namespace splitscope {

/// The bundled multitask network; `recipe.model` holds the architecture ("scenes") and its channel counts.
class ScenesModel : public SampleModel {
public:
    /// \param origin of the recipe, named in errors. Throws Failure (RecipeInvalid).
    ScenesModel(const Recipe &recipe, const std::string &origin);

    torch::jit::Module buildNetwork() const override;
    ModelMetadata metadata() const override;
    std::unique_ptr<TrainingTask> makeTask(
        torch::jit::Module network, std::shared_ptr<const Dataset> data) const override;

private:
    Recipe m_recipe;
    ScenesArchitecture m_architecture;
};

} // namespace splitscope
