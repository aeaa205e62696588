// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "widgets/graph/graph_layout.h"

namespace splitscope {

/// Where the cut meets a branch: a point to hold it by. One for each tensor that crosses, and one at the end of each
/// branch that stays on the device altogether, so that it can be drawn back.
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
    std::vector<QPointF> line;      ///< corners from top to bottom, level and upright in turn
};

Frontier frontierOf(const LayerGraph &graph, const GraphLayout &layout, const Cut &cut);

/// Right of a node, where the split point after it sits.
QPointF splitPointAfter(const GraphNode &node);

} // namespace splitscope
