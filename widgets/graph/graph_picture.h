// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "widgets/graph/graph_layout.h"
#include "widgets/theme.h"

namespace splitscope {

/// What the items of the scene are drawn from: one for a scene, changed only by it.
struct GraphPicture {
    std::shared_ptr<const LayerGraph> graph;
    std::shared_ptr<const GraphLayout> layout;
    Cut cut; ///< as shown, which during a drag is the one in the hand
    Theme theme;
    std::int64_t mostMacs = 1;
    int currentLayer = -1;

    bool onDevice(const GraphNode &node) const
    {
        if (node.kind == GraphNode::Kind::Layer)
            return cut.onDevice(node.index);
        if (node.kind == GraphNode::Kind::Input)
            return true;
        const auto &tensor = graph->outputs().at(static_cast<std::size_t>(node.index)).tensor;
        return tensor.layer == TensorRef::input || cut.onDevice(tensor.layer);
    }
};

/// Below these scales text and then shapes are left out: nobody can read them, and they are most of the painting time.
constexpr double textDetail = 0.5;
constexpr double shapeDetail = 0.35;

} // namespace splitscope
