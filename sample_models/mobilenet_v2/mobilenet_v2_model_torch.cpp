// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/mobilenet_v2/mobilenet_v2_model_torch.h"

#include "core/scenes/scene_camera.h"
#include "core/training/recipe_reader.h"
#include "sample_models/mobilenet_v2/mobilenet_v2_network_torch.h"
#include "sample_models/mobilenet_v2/mobilenet_v2_task_torch.h"

namespace splitscope {

MobilenetV2Model::MobilenetV2Model(const Recipe &recipe, const std::string &origin)
    : m_recipe(recipe)
{
    RecipeReader reader(recipe.model, "model", origin);
    reader.text("architecture");
    reader.finish();
    checkLosses(recipe, {"parts", "cells"}, origin);
}

torch::jit::Module MobilenetV2Model::buildNetwork() const
{
    return buildMobilenetV2(sceneClassCount - 1, m_recipe.seed);
}

ModelMetadata MobilenetV2Model::metadata() const
{
    return mobilenetV2Metadata(m_recipe.data.width, m_recipe.data.height);
}

std::unique_ptr<TrainingTask> MobilenetV2Model::makeTask(
    torch::jit::Module network, std::shared_ptr<const Dataset> data) const
{
    return std::make_unique<MobilenetV2Task>(m_recipe, std::move(network), std::move(data));
}

} // namespace splitscope
