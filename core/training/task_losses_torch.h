// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/training/dataset_torch.h"

#include <torch/types.h>

namespace splitscope {

// One loss for each kind of task, against labels or against a teacher. Outputs are as model_metadata.h says, with two
// differences: N may be more than 1, and a detection is its map (detection_torch.h).

/// True if batches with these planes have labels for the kind.
bool hasLabelsFor(TaskKind kind, const Batch &batch);

/// \param batch may lie on another device than the output, as in losses_torch.h
/// \param classCount of a segmentation: all classes; of a classification or detection: those that are objects
torch::Tensor labelLoss(TaskKind kind, const torch::Tensor &output, const Batch &batch, int classCount);

/// How far an output is from a teacher's for the same pictures; no labels.
/// - Segmentation, Classification: cross-entropy between the two softmax outputs at temperature 2, times 4 (Hinton and
///   others, 2015), less the teacher's own entropy, so that 0 is a perfect copy.
/// - Depth: as depthLoss. Normals: as normalsLoss. - Boundary: cross-entropy of probabilities, less the teacher's
///   entropy. - Detection: detection::imitationLoss.
/// - Tensor: mean squared difference.
torch::Tensor imitationLoss(TaskKind kind, const torch::Tensor &output, const torch::Tensor &teacher);

/// Imitation of features (Romero and others, 2015): mean squared difference in units of the teacher's variance, so that
/// 1 is what a constant would get. Both N x C x H x W.
torch::Tensor featureLoss(const torch::Tensor &features, const torch::Tensor &teacher);

} // namespace splitscope
