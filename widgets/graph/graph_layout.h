// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"
#include "widgets/graph/layered_layout.h"
#include "widgets/graph/module_folding.h"

#include <QPointF>
#include <QRectF>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace splitscope {

/// A box of the picture: a model input, a layer, a folded module or a model output.
struct GraphNode {
    enum class Kind { Input, Layer, Module, Output };

    Kind kind = Kind::Layer;
    int index = 0; ///< into inputs(), layers() or outputs() of the LayerGraph, or GraphLayout::modules
    QRectF box;
};

/// A line of the picture: a tensor on its way to one box.
struct GraphEdge {
    TensorRef tensor;
    int from = 0; ///< nodes
    int to = 0;
    bool orderOnly = false;     ///< nothing flows, `to` must only run after `from`
    std::vector<int> readers;   ///< layers in the box at its end that read it; none at a model output
    std::vector<QPointF> route; ///< pairs, as in LayeredResult
};

/// Layers of one module, for a caption where single layers are too small to read.
struct GraphGroup {
    QString label;
    QRectF box;
};

/// How a graph is to be drawn.
struct LayoutWish {
    FoldedModules folded;
    bool topDown = false; ///< the input at the top, instead of at the left

    bool operator==(const LayoutWish &) const = default;
};

/// Where everything of a LayerGraph is drawn. Immutable once built; made off the GUI thread for large graphs.
struct GraphLayout {
    LayoutWish wish;
    std::vector<GraphNode> nodes; ///< inputs, then layers and modules in topological order, then outputs
    std::vector<GraphEdge> edges;
    std::vector<GraphGroup> groups;
    std::vector<GraphUnit> modules; ///< that are folded
    std::vector<int> nodesOfLayers; ///< by layer
    QRectF bounds;
    int outputCount = 0;

    int nodeOfLayer(int layer) const { return nodesOfLayers.at(static_cast<std::size_t>(layer)); }
    int nodeOfInput(int input) const { return input; }
    int nodeOfOutput(int output) const { return static_cast<int>(nodes.size()) - outputCount + output; }
    int nodeOfTensor(const TensorRef &tensor) const
    {
        return tensor.layer == TensorRef::input ? nodeOfInput(tensor.port) : nodeOfLayer(tensor.layer);
    }
    const GraphNode &node(int index) const { return nodes.at(static_cast<std::size_t>(index)); }
    /// The layers of a node: one, those of a folded module, or none.
    std::vector<int> layersOf(const GraphNode &node) const;
    const GraphUnit &moduleOf(const GraphNode &node) const { return modules.at(static_cast<std::size_t>(node.index)); }

    /// The same with the ways along and across the data flow exchanged. Only what has a place is changed.
    GraphLayout transposed() const;
};

/// Finds places for boxes; layeredLayout, or a program that does the same.
using Arranger = std::function<LayeredResult(const LayeredProblem &)>;

std::shared_ptr<const GraphLayout> layoutGraph(
    const LayerGraph &graph, const LayoutWish &wish = {}, const Arranger &arrange = layeredLayout);

} // namespace splitscope
