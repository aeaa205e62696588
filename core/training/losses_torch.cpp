// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/losses_torch.h"

#include <torch/torch.h>

namespace splitscope {

torch::Tensor segmentationLoss(const torch::Tensor &logits, const torch::Tensor &classes)
{
    constexpr std::int64_t unlabelled = 255;
    return torch::nn::functional::cross_entropy(
        logits, classes.to(logits.device()), torch::nn::functional::CrossEntropyFuncOptions().ignore_index(unlabelled));
}

torch::Tensor depthLoss(const torch::Tensor &depth, const torch::Tensor &truth)
{
    const torch::Tensor isKnown = truth > 0.0;
    const torch::Tensor there = truth.to(depth.device());
    if (isKnown.all().item<bool>()) {
        return (depth.log() - there.log()).abs().mean();
    }
    const torch::Tensor known = isKnown.to(depth.device());
    const torch::Tensor distance = (depth.log() - torch::where(known, there, torch::ones_like(there)).log()).abs();
    return (distance * known).sum() / torch::clamp_min(known.sum(), 1);
}

torch::Tensor normalsLoss(const torch::Tensor &normals, const torch::Tensor &truth)
{
    // The dot product's mean over pixels is three times the product's mean over pixels and axes.
    return 1.0 - 3.0 * (normals * truth.to(normals.device())).mean();
}

torch::Tensor classificationLoss(const torch::Tensor &logits, const torch::Tensor &parts)
{
    return torch::nn::functional::cross_entropy(logits, parts.to(logits.device()));
}

torch::Tensor classParts(const torch::Tensor &classes, int classCount)
{
    torch::NoGradGuard noGrad;
    const torch::Tensor parts = torch::empty({classes.size(0), classCount - 1});
    for (std::int64_t item = 0; item < classes.size(0); ++item) {
        const torch::Tensor counts = torch::bincount(classes[item].flatten(), {}, classCount).slice(0, 1, classCount);
        const std::int64_t all = counts.sum().item<std::int64_t>();
        parts[item] =
            all > 0 ? counts.to(torch::kFloat) / double(all) : torch::full({classCount - 1}, 1.0 / (classCount - 1));
    }
    return parts;
}

torch::Tensor cellParts(const torch::Tensor &classes, int classCount, std::int64_t rows, std::int64_t columns)
{
    torch::NoGradGuard noGrad;
    const torch::Tensor cells =
        classes.reshape({classes.size(0), rows, classes.size(1) / rows, columns, classes.size(2) / columns});
    std::vector<torch::Tensor> parts;
    for (int index = 0; index < classCount; ++index) {
        parts.push_back(cells.eq(index).to(torch::kFloat).mean({2, 4}));
    }
    return torch::stack(parts, 1);
}

} // namespace splitscope
