// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "widgets/graph/graph_layout.h"

namespace splitscope {

/// Where the cut meets a branch: a point to hold it by. One for each tensor that crosses, and one at the end of each
/// branch that stays on the device altogether, so that it can be drawn back. Where a cut goes through the inside of a
/// folded module, that has one at its own place for all that crosses there.
struct CutHandle {
    TensorRef tensor;
    bool crosses = true; ///< false: the end of a branch on the device; only the task's result is there
    QPointF position;

    bool operator==(const CutHandle &) const = default;
};

/// The cut as a line through the picture.
struct Frontier {
    std::vector<CutHandle> handles; ///< from the top
    std::vector<int> crossingEdges; ///< of GraphLayout::edges
    std::vector<QPointF> line; ///< corners, level and upright in turn; from the top, or from the left where the data
                               ///< flow down
};

Frontier frontierOf(const LayerGraph &graph, const GraphLayout &layout, const Cut &cut);

/// Behind a node on the way of the data, where the split point after it sits.
QPointF splitPointAfter(const GraphLayout &layout, int node);

/// Whether a tensor flows over this edge from the device to the edge side.
bool edgeCrosses(const Cut &cut, const GraphEdge &edge);

} // namespace splitscope
