// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/scene_validation_torch.h"

#include "core/evaluation/scene_evaluator.h"
#include "core/training/augmentation_torch.h"
#include "core/training/scene_record.h"

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
    const torch::Tensor plain = tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
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

SceneValidation::SceneValidation(std::shared_ptr<const LabelledRecords> records)
    : m_records(std::move(records))
{
}

std::size_t SceneValidation::size() const { return m_records ? m_records->size() : m_spec.count; }

const std::vector<std::string> &SceneValidation::classes() const
{
    return m_records ? m_records->header().classes : sceneClassNames();
}

SceneFrame SceneValidation::frame(std::size_t index)
{
    if (m_records) {
        return scene_record::decode(
            m_records->record(index), m_records->width(), m_records->height(), m_records->planes());
    }
    while (m_frames.size() <= index) {
        const std::uint64_t seed = m_spec.firstSeed + m_frames.size();
        m_frames.push_back(SceneCamera(seed, m_spec.width, m_spec.height).render(m_secondsOf(seed)));
    }
    return m_frames[index];
}

TaskMetrics SceneValidation::measure(torch::jit::Module &network, const ModelMetadata &metadata)
{
    torch::NoGradGuard noGrad;
    SceneEvaluator evaluator(metadata.tasks, classes());
    const InputSpec &input = metadata.inputs.front();
    const torch::Device device = (*network.parameters().begin()).device();
    for (std::size_t index = 0; index < size(); ++index) {
        const SceneFrame frame = this->frame(index);
        std::vector<TensorValue> values;
        const torch::Tensor picture =
            normalisedPictures(pictureTensor(frame.picture).to(device), input.mean, input.std);
        for (const torch::Tensor &output : networkOutputs(network, picture)) {
            values.push_back(tensorValueOf(output));
        }
        evaluator.add(values, frame.truth);
    }
    return evaluator.result();
}

SceneValidation validationOf(const Recipe &recipe)
{
    if (recipe.validationFile) {
        return SceneValidation(LabelledRecords::open(recipe.validationFile->path));
    }
    return {recipe.validation, SceneCache::secondsOfSeed};
}

} // namespace splitscope
