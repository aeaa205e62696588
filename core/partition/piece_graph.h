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
/// Values have the shape and element type that the sample run recorded as their type.
struct PieceGraph {
    std::shared_ptr<torch::jit::Graph> graph;
    std::vector<TensorInfo> inputs;
    std::vector<std::string> inputNames;
    std::size_t crossing = 0;        ///< how many outputs cross
    std::vector<int> modelOutputs;   ///< indices into LayerGraph::outputs() of the others
    std::vector<bool> chosenByValue; ///< by output: as outputsChosenByValue
    std::vector<bool> written;       ///< by input: whether the graph may change it in place, so that it needs a copy
};

/// By output: whether an operation of the graph on the way to it picks elements by their values (top-k, sorting, NMS,
/// arg-max), so that a rounding difference can give a wholly different result.
std::vector<bool> outputsChosenByValue(const torch::jit::Graph &graph);

/// Throws Failure (IllegalCut).
PieceGraph buildPieceGraph(const Model &model, const Cut &cut, Piece piece);

/// The whole model with further outputs: each of `taps` as it would cross a cut behind its layer, in place of crossing
/// tensors. Throws Failure (InvalidArgument) where a tensor may not cross.
PieceGraph buildTapGraph(const Model &model, const std::vector<TensorRef> &taps);

} // namespace splitscope
