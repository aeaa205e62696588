// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/model/model.h"
#include "core/partition/executable.h"

#include <torch/script.h>

#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// The operations of one piece as a graph of its own, weights shared with the model. Its inputs are the model's inputs
/// (head, whole) or the crossing tensors (tail); its outputs are the crossing tensors (head), then `modelOutputs`.
struct PieceGraph {
    std::shared_ptr<torch::jit::Graph> graph;
    std::vector<TensorInfo> inputs;
    std::vector<std::string> inputNames;
    std::size_t crossing = 0;      ///< how many outputs cross
    std::vector<int> modelOutputs; ///< indices into LayerGraph::outputs() of the others
    bool mutates = false;          ///< some operation changes a tensor in place
};

/// Throws Failure (IllegalCut).
PieceGraph buildPieceGraph(const Model &model, const Cut &cut, Piece piece);

} // namespace splitscope
