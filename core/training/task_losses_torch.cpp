// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/task_losses_torch.h"

#include "core/graph/error.h"
#include "core/training/detection_torch.h"
#include "core/training/losses_torch.h"

#include <torch/torch.h>

namespace splitscope {

namespace {

namespace F = torch::nn::functional;

/// Boundaries are judged by F1 at a probability of one half. What maximises F1 is a threshold of half of the reachable
/// F1 (Lipton and others, 2014), for an F1 near 0.75 thus 0.38; counting the boundary's pixels (1 - 0.38) / 0.38 times
/// moves it to one half.
constexpr double boundaryWeight = 1.6;

constexpr double temperature = 2.0;

[[noreturn]] void failLabels(TaskKind kind)
{
    throw Failure(ErrorCode::InvalidArgument,
        {{"what", "Training for " + std::string(taskKindName(kind))}, {"why", "the data have no labels for it."}});
}

torch::Tensor boundaryLoss(const torch::Tensor &logits, const torch::Tensor &truth)
{
    return F::binary_cross_entropy_with_logits(logits, truth.to(logits.device()),
        F::BinaryCrossEntropyWithLogitsFuncOptions().pos_weight(torch::full({1}, boundaryWeight, logits.options())));
}

torch::Tensor softDifference(const torch::Tensor &logits, const torch::Tensor &teacher)
{
    const torch::Tensor wanted = torch::log_softmax(teacher / temperature, 1);
    const torch::Tensor given = torch::log_softmax(logits / temperature, 1);
    const torch::Tensor difference = (wanted.exp() * (wanted - given)).sum(1);
    return difference.mean() * temperature * temperature;
}

torch::Tensor binaryDifference(const torch::Tensor &logits, const torch::Tensor &teacher)
{
    const torch::Tensor wanted = torch::sigmoid(teacher);
    return F::binary_cross_entropy_with_logits(logits, wanted) - F::binary_cross_entropy_with_logits(teacher, wanted);
}

} // namespace

bool hasLabelsFor(TaskKind kind, const Batch &batch)
{
    switch (kind) {
    case TaskKind::Segmentation:
    case TaskKind::Classification:
        return batch.classes.defined();
    case TaskKind::Depth:
        return batch.depth.defined();
    case TaskKind::Normals:
        return batch.normals.defined();
    case TaskKind::Boundary:
        return batch.boundary.defined();
    case TaskKind::Detection:
        return batch.objects.defined() && batch.classes.defined();
    case TaskKind::Tensor:
        return false;
    }
    return false;
}

torch::Tensor labelLoss(TaskKind kind, const torch::Tensor &output, const Batch &batch, int classCount)
{
    if (!hasLabelsFor(kind, batch)) {
        failLabels(kind);
    }
    switch (kind) {
    case TaskKind::Segmentation:
        return segmentationLoss(output, batch.classes);
    case TaskKind::Depth:
        return depthLoss(output, batch.depth);
    case TaskKind::Normals:
        return normalsLoss(output, batch.normals);
    case TaskKind::Boundary:
        return boundaryLoss(output, batch.boundary);
    case TaskKind::Classification:
        return classificationLoss(output, classParts(batch.classes, classCount + 1));
    case TaskKind::Detection:
        return detection::loss(output, detection::targetsOf(batch.objects, batch.classes, classCount));
    case TaskKind::Tensor:
        break;
    }
    failLabels(kind);
}

torch::Tensor imitationLoss(TaskKind kind, const torch::Tensor &output, const torch::Tensor &teacher)
{
    switch (kind) {
    case TaskKind::Segmentation:
    case TaskKind::Classification:
        return softDifference(output, teacher);
    case TaskKind::Depth:
        return depthLoss(output, teacher);
    case TaskKind::Normals:
        return normalsLoss(output, teacher);
    case TaskKind::Boundary:
        return binaryDifference(output, teacher);
    case TaskKind::Detection:
        return detection::imitationLoss(output, teacher);
    case TaskKind::Tensor:
        break;
    }
    return torch::mse_loss(output, teacher);
}

torch::Tensor featureLoss(const torch::Tensor &features, const torch::Tensor &teacher)
{
    const torch::Tensor spread = teacher.var({0, 2, 3}, /*unbiased=*/false, /*keepdim=*/true).mean();
    return torch::mse_loss(features, teacher) / torch::clamp_min(spread, 1e-6);
}

} // namespace splitscope
