// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

namespace splitscope {

/// Lets tensors reach packed convolutions (packed_operators.h) in channels-last order, which those kernels need: what
/// feeds one, also through operations that keep the order, is converted once where it arises. A channel shuffle becomes
/// a shuffle of the last dimension in memory. Values stay the same bit for bit; only their order in memory changes.
void keepChannelsLast(torch::jit::Graph &graph);

} // namespace splitscope
