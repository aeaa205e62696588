// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <vector>

namespace splitscope {

/// What to lay out: boxes in topological order and edges from lower to higher indices.
struct LayeredProblem {
    struct Edge {
        int from = 0;
        int to = 0;
        int bundle = -1; ///< edges of one bundle (same `from`) share their wire up to where they part; -1: on its own
    };

    std::vector<QSizeF> boxes;
    std::vector<Edge> edges;
    double rankGap = 40.0; ///< between columns
    double laneGap = 24.0; ///< between boxes of a column
    double wireGap = 14.0; ///< around an edge that passes a column
};

/// Boxes in columns from left to right. A route leads from the right middle of a box to the left middle of the other:
/// pairs of points, first the point where it leaves a column, then the one where it enters the next, so that within a
/// pair it may bend and between pairs it runs level.
struct LayeredResult {
    std::vector<QRectF> boxes;
    std::vector<int> ranks;
    std::vector<std::vector<QPointF>> routes;
    QRectF bounds;
};

/// Longest-path ranks, barycentre ordering with long edges as wires of their own, and lanes: a chain of layers stays on
/// one straight line, and so does each branch. Deterministic; time grows with boxes and with the columns that edges
/// pass.
LayeredResult layeredLayout(const LayeredProblem &problem);

} // namespace splitscope
