// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sample_models/picture_task_torch.h"

namespace splitscope {

/// Training of MobileNetV2 to say which kind of object covers most of a synthetic scene's picture.
///
/// One label out of five, because that is what a classifier is; by area, because every scene shows two to five kinds of
/// objects and area is what decides which of them a person would name first, exact in the scenes' truth and symmetric
/// between kinds. Two kinds often cover nearly as much (in 36 % of scenes the second covers more than 0.8 of the
/// first), so the network is trained on the parts themselves: softmax(logits) is to be each kind's part of all object
/// pixels. A label alone would call an even picture as wrong as a clear one.
///
/// One vector a picture teaches slowly. While training, a 1x1 convolution that is not exported also reads from the
/// features after stage5 what part of each cell of 16x16 pixels each class covers (deep supervision: Lee and others,
/// 2015).
class MobilenetV2Task : public PictureTask {
public:
    /// \param data of the recipe's size, or null if nothing is trained (export)
    MobilenetV2Task(const Recipe &recipe, torch::jit::Module network, std::shared_ptr<const Dataset> data);

    NamedTensors parameters() const override;
    void moveTo(const torch::Device &device) override;

private:
    std::vector<torch::Tensor> trainingOutputs(
        torch::jit::Module &network, const torch::Tensor &pictures) const override;
    NamedTensors losses(const std::vector<torch::Tensor> &outputs, const Batch &batch) const override;

    /// top1, top1_clear and rank_tau (see makeTaskMeter).
    std::map<std::string, double> shown(TaskMetrics metrics) const override;

    torch::jit::Module m_cells;
};

} // namespace splitscope
