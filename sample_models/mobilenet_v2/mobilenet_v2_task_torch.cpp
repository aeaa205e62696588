// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/mobilenet_v2/mobilenet_v2_task_torch.h"
#include "sample_models/network_builder_torch.h"

#include "core/scenes/scene_camera.h"
#include "core/training/losses_torch.h"
#include "sample_models/mobilenet_v2/mobilenet_v2_network_torch.h"

namespace splitscope {

MobilenetV2Task::MobilenetV2Task(const Recipe &recipe, torch::jit::Module network, std::shared_ptr<const Dataset> data)
    : PictureTask(
        recipe, mobilenetV2Metadata(recipe.data.width, recipe.data.height), std::move(network), std::move(data))
    , m_cells(NetworkBuilder(recipe.seed).conv(mobilenetV2FeatureChannels, sceneClassCount, 1, 1, true))
{
}

NamedTensors MobilenetV2Task::parameters() const
{
    NamedTensors result = PictureTask::parameters();
    for (const auto &[name, tensor] : namedParameters(m_cells)) {
        result.emplace_back("cells." + name, tensor);
    }
    return result;
}

void MobilenetV2Task::moveTo(const torch::Device &device)
{
    PictureTask::moveTo(device);
    m_cells.to(device);
}

std::vector<torch::Tensor> MobilenetV2Task::trainingOutputs(
    torch::jit::Module &network, const torch::Tensor &pictures) const
{
    const MobilenetV2Outputs outputs = runMobilenetV2(network, pictures);
    return {outputs.logits, torch::jit::Module(m_cells).forward({outputs.features}).toTensor()};
}

NamedTensors MobilenetV2Task::losses(const std::vector<torch::Tensor> &outputs, const Batch &batch) const
{
    const torch::Tensor &cells = outputs[1];
    return {{"parts", classificationLoss(outputs[0], classParts(batch.classes, sceneClassCount))},
        {"cells", classificationLoss(cells, cellParts(batch.classes, sceneClassCount, cells.size(2), cells.size(3)))}};
}

std::map<std::string, double> MobilenetV2Task::shown(TaskMetrics metrics) const
{
    auto &largest = metrics["largest"];
    return {{"top1", largest["top1"].value}, {"top1_clear", largest["top1_clear"].value},
        {"rank_tau", largest["rank_tau"].value}};
}

} // namespace splitscope
