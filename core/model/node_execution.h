// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <vector>

namespace splitscope {

/// Whether executeNode can run it: it has no blocks, and LibTorch has the operator.
bool runsAlone(const torch::jit::Node &node);

/// Runs one node that has no blocks on concrete values, as LibTorch's interpreter would.
/// Throws c10::Error where the operation fails, Failure (ModelUnsupported) where it cannot be run alone.
torch::jit::Stack executeNode(torch::jit::Node &node, const torch::jit::Stack &inputs);

/// Whether it prints or warns and gives nothing.
bool onlyTells(const torch::jit::Node &node);

/// Whether the tensor that it gives is the same for all tensors of the same size and type.
bool readsShapeAlone(const torch::jit::Node &node);

/// Which inputs the operation writes to: tensors, lists, dicts. Only what its schema says; the node has no blocks.
std::vector<std::size_t> writtenInputs(const torch::jit::Node &node);

/// Whether two runs on the same inputs may differ; looks into blocks.
bool drawsRandomNumbers(const torch::jit::Node &node);

/// Whether a result that is no tensor depends on a tensor's values, not only on its shape, type and place.
bool readsValues(const torch::jit::Node &node);

/// Whether a result that is no tensor depends on a tensor's sizes.
bool readsSizes(const torch::jit::Node &node);

/// Whether the size of a resulting tensor depends on the values of the tensors given.
bool sizesByValue(const torch::jit::Node &node, const torch::jit::Stack &inputs);

/// Whether the first tensor given alone decides the result's size (writing into it at places that others name).
bool keepsFirstSize(const torch::jit::Node &node);

} // namespace splitscope
