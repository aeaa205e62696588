// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace splitscope {

// Losses of the task kinds, each a scalar mean over all pixels, differentiable in its first argument.

/// Cross-entropy. \param logits N x classes x H x W; \param classes N x H x W int64
torch::Tensor segmentationLoss(const torch::Tensor &logits, const torch::Tensor &classes);

/// |log(predicted / true)|: near the relative error where it is small, and bounded growth where it is not.
/// Both N x 1 x H x W, metres, > 0.
torch::Tensor depthLoss(const torch::Tensor &depth, const torch::Tensor &truth);

/// 1 - cosine of the angle between unit vectors, N x 3 x H x W each.
torch::Tensor normalsLoss(const torch::Tensor &normals, const torch::Tensor &truth);

} // namespace splitscope
