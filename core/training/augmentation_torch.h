// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/dataset_torch.h"
#include "core/training/recipe.h"

#include <cstdint>
#include <vector>

namespace splitscope {

/// Varies a batch in place: mirrored scenes, other light, other colours, more noise. What happens to a picture depends
/// on the recipe's seed, the epoch and the picture's index alone, so that a resumed training sees what an uninterrupted
/// one sees.
void augment(Batch &batch, const std::vector<std::size_t> &indices, const AugmentationRecipe &recipe,
    std::uint64_t seed, int epoch);

/// Pictures as a network takes them: float32, channels-last, (pixel / 255 - mean) / std for each channel; on the device
/// of `pictures`.
torch::Tensor normalisedPictures(
    const torch::Tensor &pictures, const std::array<double, 3> &mean, const std::array<double, 3> &std);

} // namespace splitscope
