// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"

#include <torch/script.h>

#include <memory>
#include <unordered_map>
#include <vector>

namespace splitscope {

/// A parameter, or the packed parameters of a quantised layer.
struct Weight {
    const void *identity = nullptr; ///< equal where two operations share it
    std::int64_t elements = 0;
};

/// What the integers of a quantised tensor stand for: scale x (integer - zero point).
struct QuantisedForm {
    double scale = 1.0;
    std::int64_t zeroPoint = 0;
};

/// What was learned about one operation of the flat graph while it ran on the sample.
struct NodeFacts {
    std::string module; ///< module path, may be empty
    std::int64_t macs = 0;
    std::int64_t movedBytes = 0; ///< 0 where `macs` counts
    std::vector<Weight> weights; ///< that it reads
    bool mutates = false;        ///< changes a tensor in place
    std::string warning;         ///< empty, or what to know before trusting its figures
};

/// The model as a straight line of operations: no branches or loops but those that depend on the values of tensors,
/// each of which is one operation with blocks; no containers but lists that operations take and those that depend on
/// values. Everything that depends on shapes alone is a constant; weights are constants that share the module's memory.
/// LibTorch inside: only core/model and core/partition include this.
struct FlatProgram {
    std::shared_ptr<torch::jit::Graph> graph; ///< inputs and outputs are tensors
    std::vector<torch::jit::Node *> nodes;    ///< in order, without constants
    std::unordered_map<const torch::jit::Node *, NodeFacts> facts;
    std::unordered_map<const torch::jit::Value *, TensorInfo> info; ///< of every tensor that depends on the input
    /// Tensors that are quantised in the same way for every input; `info` has their integers, which are what crosses.
    std::unordered_map<const torch::jit::Value *, QuantisedForm> quantised;
    /// Values that may not cross a cut, and why.
    std::unordered_map<const torch::jit::Value *, std::string> uncuttable;
    /// (a, b): a must run before b although b reads nothing of a.
    std::vector<std::pair<const torch::jit::Node *, const torch::jit::Node *>> order;
    std::vector<std::string> outputKeys; ///< one for each graph output
    bool stateful = false; ///< the module changes itself while it runs; here each run starts from the file's state

    std::unordered_map<const torch::jit::Node *, int> layerOf;
    std::vector<std::vector<torch::jit::Value *>> layerOutputs; ///< by layer and port
};

/// What an operation of a flat program reads: its inputs and what its blocks take from outside, also repeatedly.
std::vector<const torch::jit::Value *> valuesRead(const torch::jit::Node &node);

/// The operation of the flat program that is or holds the node.
const torch::jit::Node *flatNode(const torch::jit::Node *node);

} // namespace splitscope
