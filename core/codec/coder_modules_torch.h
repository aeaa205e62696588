// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/codec_constants.h"
#include "core/graph/tensor_info.h"

#include <torch/script.h>

namespace splitscope {

/// A codec as TorchScript of standard operators, with its constants as attributes: `encode` takes the tensor and gives
/// the payload's tensors as a tuple (payloadOf); `decode` takes those and gives the tensor back in its element type and
/// dimension order. What an exported head ends with and an exported tail begins with.
struct CoderModules {
    torch::jit::Module encode;
    torch::jit::Module decode;
};

/// Throws Failure (InvalidArgument) as TensorCoder.
CoderModules coderModules(const TensorInfo &tensor, const TensorCodec &codec, const TensorConstants &constants);

} // namespace splitscope
