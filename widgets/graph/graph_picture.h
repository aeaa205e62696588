// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "widgets/graph/graph_layout.h"
#include "widgets/graph/overlay.h"
#include "widgets/theme.h"

#include <algorithm>

namespace splitscope {

/// Where a box runs; a folded module may stand on both sides of the cut.
enum class GraphSide { Device, Edge, Both };

/// What the items of the scene are drawn from: one for a scene, changed only by it.
struct GraphPicture {
    std::shared_ptr<const LayerGraph> graph;
    std::shared_ptr<const GraphLayout> layout;
    std::shared_ptr<const LayerFacts> facts;
    Cut cut; ///< as shown, which during a drag is the one in the hand
    Theme theme;
    Overlay overlay;
    int overlayRevision = 0; ///< counts overlays, for what items keep of one
    std::vector<bool> found; ///< layers that a search found; empty: nothing is searched for
    int currentLayer = -1;

    GraphSide sideOf(const GraphNode &node) const
    {
        const auto sideAt = [](bool onDevice) { return onDevice ? GraphSide::Device : GraphSide::Edge; };
        switch (node.kind) {
        case GraphNode::Kind::Input:
            return GraphSide::Device;
        case GraphNode::Kind::Layer:
            return sideAt(cut.onDevice(node.index));
        case GraphNode::Kind::Module: {
            const auto &layers = layout->moduleOf(node).layers;
            const auto device = std::count_if(layers.begin(), layers.end(), [&](int l) { return cut.onDevice(l); });
            const bool all = device == static_cast<std::ptrdiff_t>(layers.size());
            return device > 0 && !all ? GraphSide::Both : sideAt(all);
        }
        case GraphNode::Kind::Output:
            break;
        }
        const auto &tensor = graph->outputs().at(static_cast<std::size_t>(node.index)).tensor;
        return sideAt(tensor.layer == TensorRef::input || cut.onDevice(tensor.layer));
    }

    bool isCurrent(int node) const { return currentLayer >= 0 && layout->nodeOfLayer(currentLayer) == node; }

    /// Whether a box is marked: there is something to know of its layer.
    bool hasSign(const GraphNode &node) const
    {
        if (node.kind != GraphNode::Kind::Layer)
            return false;
        const auto &layer = graph->layer(node.index);
        return !layer.warning.empty() || !layer.uncuttable.empty();
    }

    bool isFound(const GraphNode &node) const
    {
        const auto layers = found.empty() ? std::vector<int>() : layout->layersOf(node);
        return std::any_of(
            layers.begin(), layers.end(), [&](int layer) { return found[static_cast<std::size_t>(layer)]; });
    }
};

/// Below these scales text and then shapes are left out: nobody can read them, and they are most of the painting time.
constexpr double textDetail = 0.5;
constexpr double shapeDetail = 0.35;

} // namespace splitscope
