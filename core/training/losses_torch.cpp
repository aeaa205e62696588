// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/losses_torch.h"

#include <torch/torch.h>

namespace splitscope {

torch::Tensor segmentationLoss(const torch::Tensor &logits, const torch::Tensor &classes)
{
    return torch::nn::functional::cross_entropy(logits, classes);
}

torch::Tensor depthLoss(const torch::Tensor &depth, const torch::Tensor &truth)
{
    return (depth.log() - truth.log()).abs().mean();
}

torch::Tensor normalsLoss(const torch::Tensor &normals, const torch::Tensor &truth)
{
    // The dot product's mean over pixels is three times the product's mean over pixels and axes.
    return 1.0 - 3.0 * (normals * truth).mean();
}

} // namespace splitscope
