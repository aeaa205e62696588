// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/tensor_info.h"

#include <string>

namespace splitscope {

/// The TorchScript of a codec for one tensor: standard operators, every shape a constant. Attributes that it reads:
/// - bits, static: encode `offset` (the range's low end less half a step) and `inverse` (1 / step), decode `low` and
///   `step`: one number, or one for each channel, repeated and shaped as CoderLayout::perRow;
/// - pca: encode and decode `weight`, [results, channels], once for each batch entry in front where channels are not
///   innermost, and `bias`, which broadcasts over the result; the quantiser is in them (coder_modules_torch.cpp);
/// - otherwise none.
struct CoderSource {
    std::string encode; ///< def forward(self, x) -> tuple of the payload's tensors
    std::string decode; ///< def forward(self, part0, part1, ...) -> the tensor
};

CoderSource coderSource(const TensorInfo &tensor, const TensorCodec &codec);

/// Codes are never nearer to each other than fp32's least normal number, by which it can still divide.
inline constexpr float leastStep = 1.17549435e-38F;

} // namespace splitscope
