// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/picture_task_torch.h"

#include "core/training/augmentation_torch.h"
#include "sample_models/network_builder_torch.h"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/torch.h>

namespace splitscope {

PictureTask::PictureTask(
    const Recipe &recipe, ModelMetadata metadata, torch::jit::Module network, std::shared_ptr<const Dataset> data)
    : m_recipe(recipe)
    , m_metadata(std::move(metadata))
    , m_network(std::move(network))
    , m_data(std::move(data))
    , m_validation(recipe.validation, SceneCache::secondsOfSeed)
{
}

NamedTensors PictureTask::parameters() const { return namedParameters(m_network); }

NamedTensors PictureTask::buffers() const { return namedBuffers(m_network); }

void PictureTask::moveTo(const torch::Device &device)
{
    m_network.to(device);
    m_device = device;
}

NamedTensors PictureTask::lossTerms(const std::vector<std::size_t> &indices, int epoch)
{
    Batch batch = m_data->batch(indices);
    augment(batch, indices, m_recipe.augmentation, m_recipe.seed, epoch);
    const InputSpec &input = m_metadata.inputs.front();
    // Autograd operation by operation: the optimising executor would specialise to shapes and reorder sums between
    // runs.
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    const torch::Tensor pictures = normalisedPictures(batch.pictures.to(m_device), input.mean, input.std);
    return losses(trainingOutputs(m_network, pictures), batch);
}

std::vector<torch::Tensor> PictureTask::trainingOutputs(
    torch::jit::Module &network, const torch::Tensor &pictures) const
{
    return networkOutputs(network, pictures);
}

std::map<std::string, double> PictureTask::validate() { return shown(m_validation.measure(m_network, m_metadata)); }

} // namespace splitscope
