// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"

#include <torch/script.h>

#include <memory>
#include <unordered_map>
#include <vector>

namespace splitscope {

/// What was learned about one operation of the flat graph while it ran on the sample.
struct NodeFacts {
    std::string module; ///< module path, may be empty
    std::int64_t macs = 0;
    std::int64_t movedBytes = 0;                     ///< 0 where `macs` counts
    std::vector<const c10::TensorImpl *> parameters; ///< weights it reads
    bool mutates = false;                            ///< changes a tensor in place
};

/// The model as a straight line of operations: no branches, loops or containers other than lists that operations take.
/// Everything that depends on shapes alone is a constant; weights are constants that share the module's memory.
/// LibTorch inside: only core/model and core/partition include this.
struct FlatProgram {
    std::shared_ptr<torch::jit::Graph> graph; ///< inputs and outputs are tensors
    std::vector<torch::jit::Node *> nodes;    ///< in order, without constants
    std::unordered_map<const torch::jit::Node *, NodeFacts> facts;
    std::unordered_map<const torch::jit::Value *, TensorInfo> info; ///< of every tensor that depends on the input
    /// Values that may not cross a cut, and why.
    std::unordered_map<const torch::jit::Value *, std::string> uncuttable;
    /// (a, b): a must run before b although b reads nothing of a.
    std::vector<std::pair<const torch::jit::Node *, const torch::jit::Node *>> order;
    std::vector<std::string> outputKeys; ///< one for each graph output

    std::unordered_map<const torch::jit::Node *, int> layerOf;
    std::vector<std::vector<torch::jit::Value *>> layerOutputs; ///< by layer and port
};

} // namespace splitscope
