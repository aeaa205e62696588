// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

namespace splitscope {

/// Runs one node that has no blocks on concrete values, as LibTorch's interpreter would.
/// Throws c10::Error where the operation fails, Failure (ModelUnsupported) where it cannot be run alone.
torch::jit::Stack executeNode(torch::jit::Node &node, const torch::jit::Stack &inputs);

/// Whether the operation writes to one of its tensors.
bool changesTensor(const torch::jit::Node &node);

/// Whether two runs on the same inputs may differ.
bool drawsRandomNumbers(const torch::jit::Node &node);

/// Whether a result that is no tensor depends on a tensor's values, not only on its shape, type and place.
bool readsValues(const torch::jit::Node &node);

} // namespace splitscope
