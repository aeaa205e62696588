// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace splitscope {

// Losses of the task kinds, each a scalar mean over all pixels (classification: over pictures), differentiable in its
// first argument. Labels may lie on another device than that argument: each loss moves what it needs, so a batch stays
// on the CPU and no plane travels that no loss asks for.

/// Cross-entropy. \param logits N x classes x H x W; \param classes N x H x W int64, 255: not labelled
torch::Tensor segmentationLoss(const torch::Tensor &logits, const torch::Tensor &classes);

/// |log(predicted / true)|: near the relative error where it is small, and bounded growth where it is not.
/// Both N x 1 x H x W, metres, > 0; where the truth is 0 it is not known.
torch::Tensor depthLoss(const torch::Tensor &depth, const torch::Tensor &truth);

/// 1 - cosine of the angle between unit vectors, N x 3 x H x W each.
torch::Tensor normalsLoss(const torch::Tensor &normals, const torch::Tensor &truth);

/// Cross-entropy against parts instead of one label.
/// \param logits N x classes or N x classes x H x W; \param parts of the same shape, sum to 1 over classes
torch::Tensor classificationLoss(const torch::Tensor &logits, const torch::Tensor &parts);

/// Which part of the pixels that are not class 0 each class covers. \param classes N x H x W int64, 0 to
/// classCount - 1 \return N x (classCount - 1) float32, classes 1 and up; equal parts where class 0 covers everything
torch::Tensor classParts(const torch::Tensor &classes, int classCount);

/// Which part of each cell each class covers. \param classes N x H x W int64, H and W multiples of rows and columns
/// \return N x classCount x rows x columns float32
torch::Tensor cellParts(const torch::Tensor &classes, int classCount, std::int64_t rows, std::int64_t columns);

} // namespace splitscope
