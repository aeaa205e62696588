// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"
#include "core/graph/operation_class.h"

#include <vector>

namespace splitscope {

/// What of a LayerGraph decides which cuts there are and what crosses them, worked out once for all searches. Holds no
/// reference to the graph.
struct CutStructure {
    /// A tensor that some layer reads.
    struct Tensor {
        TensorRef ref;
        std::vector<int> readers; ///< ascending, each once
        bool canCross = true;
    };

    explicit CutStructure(const LayerGraph &graph);

    int size() const { return static_cast<int>(predecessors.size()); }
    /// The numbers of first layers in graph order that may stay on the device alone, ascending; both ends are among
    /// them.
    std::vector<int> legalPrefixes() const;

    std::vector<std::vector<int>> predecessors; ///< data and order
    std::vector<std::vector<int>> successors;
    std::vector<Tensor> tensors;                 ///< of the model's inputs, then by layer
    std::vector<std::vector<int>> tensorsReadBy; ///< by layer, indices into `tensors`
    std::vector<std::vector<int>> outputsOf;     ///< by layer, indices into graph.outputs() computed there
    std::vector<int> passedThrough;              ///< outputs that are a model input as it is
    std::vector<OperationClass> kinds;           ///< by layer
    bool deadLayers = false;                     ///< some layer leads to no output
};

} // namespace splitscope
