// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/scenes/scenes_model_torch.h"

#include "core/training/recipe_reader.h"
#include "sample_models/scenes/scenes_task_torch.h"

namespace splitscope {

namespace {

ScenesArchitecture readArchitecture(const Recipe &recipe, const std::string &origin)
{
    RecipeReader reader(recipe.model, "model", origin);
    reader.text("architecture");
    ScenesArchitecture architecture;
    const auto channels = [&reader](const char *key, int &value) { value = int(reader.integer(key, value, 1, 1024)); };
    channels("stem_channels", architecture.stemChannels);
    channels("stage_channels", architecture.stageChannels);
    channels("encoder_channels", architecture.encoderChannels);
    channels("bottleneck_channels", architecture.bottleneckChannels);
    channels("trunk_channels", architecture.trunkChannels);
    channels("context_channels", architecture.contextChannels);
    channels("branch_channels", architecture.branchChannels);
    channels("head_channels", architecture.headChannels);
    reader.finish();
    return architecture;
}

} // namespace

ScenesModel::ScenesModel(const Recipe &recipe, const std::string &origin)
    : m_recipe(recipe)
    , m_architecture(readArchitecture(recipe, origin))
{
    checkLosses(recipe, {"segmentation", "depth", "normals"}, origin);
}

torch::jit::Module ScenesModel::buildNetwork() const { return buildScenesNetwork(m_architecture, m_recipe.seed); }

ModelMetadata ScenesModel::metadata() const { return scenesMetadata(m_recipe.data.width, m_recipe.data.height); }

std::unique_ptr<TrainingTask> ScenesModel::makeTask(
    torch::jit::Module network, std::shared_ptr<const Dataset> data) const
{
    return std::make_unique<ScenesTask>(m_recipe, std::move(network), std::move(data));
}

} // namespace splitscope
