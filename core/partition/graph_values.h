// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace splitscope {

/// Small questions that graph passes ask. Shapes and element types are what the sample run recorded (PieceGraph sets
/// them as types of its values).

bool isOperation(const torch::jit::Node &node, std::string_view name); ///< "aten::relu"
std::optional<std::vector<std::int64_t>> knownSizes(const torch::jit::Value &value);
/// Known to hold float32 in so many dimensions.
bool isFloatOfRank(const torch::jit::Value &value, std::size_t rank);
/// Of equal known shape and element type.
bool sameKind(const torch::jit::Value &a, const torch::jit::Value &b);

/// The constant behind an input, if it is one of that kind.
std::optional<at::Tensor> constantTensor(const torch::jit::Value &value);
std::optional<double> constantNumber(const torch::jit::Value &value);
/// Always two elements: a list of one stands for both.
std::optional<std::vector<std::int64_t>> constantPair(const torch::jit::Value &value);

/// Puts a node `name(inputs)` of one output, typed like `like`, before `place`.
torch::jit::Value *insertBefore(torch::jit::Node &place, std::string_view name,
    const std::vector<torch::jit::Value *> &inputs, const torch::jit::Value &like);
torch::jit::Value *constantBefore(torch::jit::Node &place, const c10::IValue &value);

/// Replaces the one output of `node` by `value` everywhere and removes the node.
void replaceNode(torch::jit::Node &node, torch::jit::Value &value);

/// Whether the result is always memory of its own, so that writing to it touches nothing else, and so that the
/// operation keeps no view of what it read.
bool givesFreshMemory(const torch::jit::Node &node);

} // namespace splitscope
