// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/scenes/scene_camera.h"
#include "core/training/recipe.h"
#include "core/training/training_task_torch.h"

#include <torch/script.h>

#include <memory>

namespace splitscope {

/// Training of the bundled network on synthetic scenes, three losses at once.
class ScenesTask : public TrainingTask {
public:
    /// \param data of the recipe's size, or null if nothing is trained (export)
    ScenesTask(const Recipe &recipe, torch::jit::Module network, std::shared_ptr<const Dataset> data);

    const Dataset &data() const override { return *m_data; }
    NamedTensors parameters() const override;
    NamedTensors buffers() const override;
    void setTraining(bool on) override { m_network.train(on); }
    NamedTensors lossTerms(const std::vector<std::size_t> &indices, int epoch) override;

    /// mIoU, depth_abs_rel and normal_deg on the recipe's validation scenes.
    std::map<std::string, double> validate() override;

private:
    const Recipe m_recipe;
    const ModelMetadata m_metadata;
    torch::jit::Module m_network;
    std::shared_ptr<const Dataset> m_data;
    std::vector<SceneFrame> m_validation; ///< rendered when first needed
};

} // namespace splitscope
