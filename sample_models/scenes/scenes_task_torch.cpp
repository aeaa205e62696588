// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_models/scenes/scenes_task_torch.h"

#include "core/training/losses_torch.h"
#include "sample_models/scenes/scenes_network_torch.h"

namespace splitscope {

ScenesTask::ScenesTask(const Recipe &recipe, torch::jit::Module network, std::shared_ptr<const Dataset> data)
    : PictureTask(recipe, scenesMetadata(recipe.data.width, recipe.data.height), std::move(network), std::move(data))
{
}

NamedTensors ScenesTask::losses(const std::vector<torch::Tensor> &outputs, const Batch &batch) const
{
    return {{"segmentation", segmentationLoss(outputs[0], batch.classes)},
        {"depth", depthLoss(outputs[1], batch.depth)}, {"normals", normalsLoss(outputs[2], batch.normals)}};
}

std::map<std::string, double> ScenesTask::shown(TaskMetrics metrics) const
{
    return {{"miou", metrics["segmentation"]["miou"].value}, {"depth_abs_rel", metrics["depth"]["abs_rel"].value},
        {"normal_deg", metrics["normals"]["mean_deg"].value}};
}

} // namespace splitscope
