// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

namespace splitscope {

/// Whether this LibTorch was built with XNNPACK.
bool hasPackedOperators();

/// What packOperators rewrites.
struct PackedKinds {
    bool convolutions = true; ///< and batch norms that no convolution could take in, as 1x1 depthwise convolutions
    bool linears = true;
};

/// Replaces 2-d convolutions and linear layers with constant float32 weights by XNNPACK's, each taking in the ReLU,
/// ReLU6, hardtanh or clamp that alone reads it. The weights, packed in the kernel's order, become constants: a copy of
/// them. What XNNPACK lacks stays as it is. The result is not bit-equal (about 1e-6).
/// \return how many operations were replaced
int packOperators(torch::jit::Graph &graph, PackedKinds kinds = {});

} // namespace splitscope
