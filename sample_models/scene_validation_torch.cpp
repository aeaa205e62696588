// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/scene_validation_torch.h"

#include "core/evaluation/scene_evaluator.h"
#include "core/training/augmentation_torch.h"

#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/torch.h>

#include <cstring>

namespace splitscope {

std::vector<torch::Tensor> networkOutputs(torch::jit::Module &network, const torch::Tensor &pictures)
{
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
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

TensorValue tensorValueOf(const torch::Tensor &tensor)
{
    const torch::Tensor plain = tensor.detach().to(torch::kFloat).contiguous();
    TensorValue value;
    value.info.shape = plain.sizes().vec();
    auto bytes = std::make_shared<std::vector<std::uint8_t>>(plain.nbytes());
    std::memcpy(bytes->data(), plain.data_ptr<float>(), bytes->size());
    value.data = std::move(bytes);
    return value;
}

torch::Tensor pictureTensor(const Picture &picture)
{
    return torch::from_blob(
        const_cast<std::uint8_t *>(picture.rgb.data()), {1, picture.height, picture.width, 3}, torch::kUInt8)
        .permute({0, 3, 1, 2});
}

SceneValidation::SceneValidation(SceneCacheSpec spec, std::function<double(std::uint64_t)> secondsOf)
    : m_spec(spec)
    , m_secondsOf(std::move(secondsOf))
{
}

const std::vector<SceneFrame> &SceneValidation::frames()
{
    while (m_frames.size() < m_spec.count) {
        const std::uint64_t seed = m_spec.firstSeed + m_frames.size();
        m_frames.push_back(SceneCamera(seed, m_spec.width, m_spec.height).render(m_secondsOf(seed)));
    }
    return m_frames;
}

TaskMetrics SceneValidation::measure(torch::jit::Module &network, const ModelMetadata &metadata)
{
    torch::NoGradGuard noGrad;
    SceneEvaluator evaluator(metadata.tasks);
    const InputSpec &input = metadata.inputs.front();
    for (const SceneFrame &frame : frames()) {
        std::vector<TensorValue> values;
        for (const torch::Tensor &output :
            networkOutputs(network, normalisedPictures(pictureTensor(frame.picture), input.mean, input.std))) {
            values.push_back(tensorValueOf(output));
        }
        evaluator.add(values, frame.truth);
    }
    return evaluator.result();
}

} // namespace splitscope
