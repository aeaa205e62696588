// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sample_models/sample_model_torch.h"

namespace splitscope {

/// MobileNetV2 as published; `recipe.model` holds the architecture ("mobilenet_v2") alone.
class MobilenetV2Model : public SampleModel {
public:
    /// \param origin of the recipe, named in errors. Throws Failure (RecipeInvalid).
    MobilenetV2Model(const Recipe &recipe, const std::string &origin);

    torch::jit::Module buildNetwork() const override;
    ModelMetadata metadata() const override;
    std::unique_ptr<TrainingTask> makeTask(
        torch::jit::Module network, std::shared_ptr<const Dataset> data) const override;

private:
    Recipe m_recipe;
};

} // namespace splitscope
