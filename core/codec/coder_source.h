// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/tensor_info.h"

#include <string>

namespace splitscope {

/// The TorchScript of a codec for one tensor: standard operators, every shape a constant. Attributes that it reads:
/// - bits, static: encode `low`, `inverse` (1 / step), decode `low`, `step`, each shaped CoderLayout::perChannel;
/// - pca: encode and decode `weight` and `bias`, quantiser folded in (coder_modules_torch.cpp);
/// - otherwise none.
struct CoderSource {
    std::string encode; ///< def forward(self, x) -> tuple of the payload's tensors
    std::string decode; ///< def forward(self, part0, part1, ...) -> the tensor
};

CoderSource coderSource(const TensorInfo &tensor, const TensorCodec &codec);

/// The least step between two codes that is told from nothing: below it, fp32 cannot divide by it (its least normal
/// number).
inline constexpr float leastStep = 1.17549435e-38F;

} // namespace splitscope
