// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"

#include <torch/script.h>

#include <cstdint>

namespace splitscope {

/// Channel counts of the bundled network; the recipe's `model` section.
struct ScenesArchitecture {
    int stemChannels = 16;       ///< after the first convolution, 1/2 of the input's size
    int stageChannels = 32;      ///< 1/4
    int encoderChannels = 64;    ///< 1/8
    int bottleneckChannels = 12; ///< 1/8; what crosses at the cut the network is made for
    int trunkChannels = 64;      ///< 1/8, behind the bottleneck
    int contextChannels = 96;    ///< 1/16, behind the bottleneck
    int branchChannels = 32;     ///< 1/8 and 1/4, in each task branch
    int headChannels = 16;       ///< 1/4, in each task branch

    bool operator==(const ScenesArchitecture &) const = default;
};

/// A shared encoder that ends in a narrow bottleneck, a trunk that spreads it again and adds context, and a branch for
/// each task. No connection skips the bottleneck, so a cut there sends one small tensor. forward: N x 3 x H x W
/// float32, normalised as `scenesMetadata` says, H and W multiples of 16 ->
///   (segmentation logits N x classes x H x W, depth in metres N x 1 x H x W, unit normals N x 3 x H x W).
/// \param seed of the initial weights. The module is in training mode.
torch::jit::Module buildScenesNetwork(const ScenesArchitecture &architecture, std::uint64_t seed);

/// What the exported archive says of itself.
ModelMetadata scenesMetadata(int width, int height);

} // namespace splitscope
