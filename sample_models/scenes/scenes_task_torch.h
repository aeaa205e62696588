// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sample_models/picture_task_torch.h"

namespace splitscope {

/// Training of the bundled network on synthetic scenes, three losses at once.
class ScenesTask : public PictureTask {
public:
    /// \param data of the recipe's size, or null if nothing is trained (export)
    ScenesTask(const Recipe &recipe, torch::jit::Module network, std::shared_ptr<const Dataset> data);

private:
    NamedTensors losses(const std::vector<torch::Tensor> &outputs, const Batch &batch) const override;

    /// miou, depth_abs_rel and normal_deg.
    std::map<std::string, double> shown(TaskMetrics metrics) const override;
};

} // namespace splitscope
