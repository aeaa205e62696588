// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"

#include <QPointF>
#include <QRectF>
#include <QString>

#include <memory>
#include <vector>

namespace splitscope {

/// A box of the picture: a model input, a layer or a model output.
struct GraphNode {
    enum class Kind { Input, Layer, Output };

    Kind kind = Kind::Layer;
    int index = 0; ///< into inputs(), layers() or outputs() of the LayerGraph
    QRectF box;
};

/// A line of the picture: a tensor on its way to one reader.
struct GraphEdge {
    TensorRef tensor;
    int from = 0; ///< nodes
    int to = 0;
    bool orderOnly = false;     ///< nothing flows, `to` must only run after `from`
    std::vector<QPointF> route; ///< pairs, as in LayeredResult
};

/// Layers of one module, for a caption where single layers are too small to read.
struct GraphGroup {
    QString label;
    QRectF box;
};

/// Where everything of a LayerGraph is drawn. Immutable once built; made off the GUI thread for large graphs.
struct GraphLayout {
    std::vector<GraphNode> nodes; ///< inputs, then layers, then outputs
    std::vector<GraphEdge> edges;
    std::vector<GraphGroup> groups;
    QRectF bounds;
    int inputCount = 0;
    int layerCount = 0;

    int nodeOfLayer(int layer) const { return inputCount + layer; }
    int nodeOfInput(int input) const { return input; }
    int nodeOfOutput(int output) const { return inputCount + layerCount + output; }
    int nodeOfTensor(const TensorRef &tensor) const
    {
        return tensor.layer == TensorRef::input ? nodeOfInput(tensor.port) : nodeOfLayer(tensor.layer);
    }
    const GraphNode &node(int index) const { return nodes.at(static_cast<std::size_t>(index)); }
};

std::shared_ptr<const GraphLayout> layoutGraph(const LayerGraph &graph);

} // namespace splitscope
