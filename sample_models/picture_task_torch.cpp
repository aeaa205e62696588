// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/picture_task_torch.h"

#include "core/evaluation/scene_evaluator.h"
#include "core/training/augmentation_torch.h"
#include "sample_models/network_builder_torch.h"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/torch.h>

#include <cstring>

namespace splitscope {

namespace {

std::vector<torch::Tensor> outputsOf(torch::jit::Module &network, const torch::Tensor &pictures)
{
    const c10::IValue result = network.forward({pictures});
    if (result.isTensor()) {
        return {result.toTensor()};
    }
    std::vector<torch::Tensor> outputs;
    for (const c10::IValue &element : result.toTupleRef().elements()) {
        outputs.push_back(element.toTensor());
    }
    return outputs;
}

TensorValue valueOf(const torch::Tensor &tensor)
{
    const torch::Tensor plain = tensor.detach().to(torch::kFloat).contiguous();
    TensorValue value;
    value.info.shape = plain.sizes().vec();
    auto bytes = std::make_shared<std::vector<std::uint8_t>>(plain.nbytes());
    std::memcpy(bytes->data(), plain.data_ptr<float>(), bytes->size());
    value.data = std::move(bytes);
    return value;
}

torch::Tensor tensorOf(const Picture &picture)
{
    return torch::from_blob(
        const_cast<std::uint8_t *>(picture.rgb.data()), {1, picture.height, picture.width, 3}, torch::kUInt8)
        .permute({0, 3, 1, 2});
}

} // namespace

PictureTask::PictureTask(
    const Recipe &recipe, ModelMetadata metadata, torch::jit::Module network, std::shared_ptr<const Dataset> data)
    : m_recipe(recipe)
    , m_metadata(std::move(metadata))
    , m_network(std::move(network))
    , m_data(std::move(data))
{
}

NamedTensors PictureTask::parameters() const { return namedParameters(m_network); }

NamedTensors PictureTask::buffers() const { return namedBuffers(m_network); }

NamedTensors PictureTask::lossTerms(const std::vector<std::size_t> &indices, int epoch)
{
    Batch batch = m_data->batch(indices);
    augment(batch, indices, m_recipe.augmentation, m_recipe.seed, epoch);
    const InputSpec &input = m_metadata.inputs.front();
    // Autograd operation by operation: the optimising executor would specialise to shapes and reorder sums between
    // runs.
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    return losses(trainingOutputs(m_network, normalisedPictures(batch.pictures, input.mean, input.std)), batch);
}

std::vector<torch::Tensor> PictureTask::trainingOutputs(
    torch::jit::Module &network, const torch::Tensor &pictures) const
{
    return outputsOf(network, pictures);
}

std::map<std::string, double> PictureTask::validate()
{
    torch::NoGradGuard noGrad;
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    const SceneCacheSpec &spec = m_recipe.validation;
    while (m_validation.size() < spec.count) {
        const std::uint64_t seed = spec.firstSeed + m_validation.size();
        m_validation.push_back(SceneCamera(seed, spec.width, spec.height).render(SceneCache::secondsOfSeed(seed)));
    }
    SceneEvaluator evaluator(m_metadata.tasks);
    const InputSpec &input = m_metadata.inputs.front();
    for (const SceneFrame &frame : m_validation) {
        std::vector<TensorValue> values;
        for (const torch::Tensor &output :
            outputsOf(m_network, normalisedPictures(tensorOf(frame.picture), input.mean, input.std))) {
            values.push_back(valueOf(output));
        }
        evaluator.add(values, frame.truth);
    }
    return shown(evaluator.result());
}

} // namespace splitscope
