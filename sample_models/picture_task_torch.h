// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/metric_result.h"
#include "core/graph/model_metadata.h"
#include "core/training/recipe.h"
#include "core/training/training_task_torch.h"
#include "sample_models/scene_validation_torch.h"

#include <torch/script.h>

#include <memory>

namespace splitscope {

/// Training of a network that takes one picture: everything but its losses.
class PictureTask : public TrainingTask {
public:
    /// \param metadata of the network; its only input is a picture of the recipe's size
    /// \param data of the recipe's size, or null if nothing is trained (export)
    PictureTask(
        const Recipe &recipe, ModelMetadata metadata, torch::jit::Module network, std::shared_ptr<const Dataset> data);

    const Dataset &data() const override { return *m_data; }
    NamedTensors parameters() const override;
    NamedTensors buffers() const override;
    void setTraining(bool on) override { m_network.train(on); }
    void moveTo(const torch::Device &device) override;
    NamedTensors lossTerms(const std::vector<std::size_t> &indices, int epoch) override;

    /// What `shown` keeps of the metrics on the recipe's validation scenes.
    std::map<std::string, double> validate() override;

private:
    /// What `losses` gets: the network's outputs in its tasks' order, and what else training looks at.
    virtual std::vector<torch::Tensor> trainingOutputs(
        torch::jit::Module &network, const torch::Tensor &pictures) const;

    /// \param batch as augmented, on the CPU
    virtual NamedTensors losses(const std::vector<torch::Tensor> &outputs, const Batch &batch) const = 0;
    virtual std::map<std::string, double> shown(TaskMetrics metrics) const = 0;

    const Recipe m_recipe;
    const ModelMetadata m_metadata;
    torch::jit::Module m_network;
    torch::Device m_device = torch::kCPU;
    std::shared_ptr<const Dataset> m_data;
    SceneValidation m_validation;
};

} // namespace splitscope
