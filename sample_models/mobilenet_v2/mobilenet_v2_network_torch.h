// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"

#include <torch/script.h>

#include <cstdint>

namespace splitscope {

/// MobileNetV2 at width 1.0 (Sandler and others, 2018, table 2): `stem`, 17 inverted residuals in `stage1` to `stage7`,
/// `head` 1x1 to 1280 channels, global average, one fully connected `classifier`. forward: N x 3 x H x W float32,
/// normalised as `mobilenetV2Metadata` says -> logits N x classes. H and W may be any from 32 up.
/// \param seed of the initial weights. The module is in training mode.
torch::jit::Module buildMobilenetV2(int classes, std::uint64_t seed);

/// The same computation with a look inside.
struct MobilenetV2Outputs {
    torch::Tensor logits;   ///< forward's
    torch::Tensor features; ///< after stage5: N x 96 x H/16 x W/16
};
MobilenetV2Outputs runMobilenetV2(const torch::jit::Module &network, const torch::Tensor &pictures);

inline constexpr int mobilenetV2FeatureChannels = 96;

/// What the exported archive says of itself. The classes are the scenes' objects; the table is in every picture, so it
/// is none.
ModelMetadata mobilenetV2Metadata(int width, int height);

} // namespace splitscope
