// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/layered_layout.h"

#include <vector>

namespace splitscope {

/// The graph between ranks: every edge goes from one rank to the next, long ones through wires (vertices without a
/// box). Shared by the steps of layeredLayout.
struct LayeredGraph {
    struct Vertex {
        int box = -1; ///< -1: a wire
        int rank = 0;
        double height = 0.0;
        int reach = 0;                ///< columns still to come on the longest way from here
        std::vector<int> left, right; ///< neighbours
    };

    std::vector<Vertex> vertices;
    std::vector<std::vector<int>> ranks;  ///< vertices of each rank, from the top
    std::vector<int> position;            ///< of each vertex in its rank
    std::vector<std::vector<int>> chains; ///< vertices along each edge of the problem; two where no wires were made

    bool isWire(int vertex) const { return vertices[static_cast<std::size_t>(vertex)].box < 0; }
    Vertex &at(int vertex) { return vertices[static_cast<std::size_t>(vertex)]; }
    const Vertex &at(int vertex) const { return vertices[static_cast<std::size_t>(vertex)]; }
    void renumber();
};

LayeredGraph buildLayeredGraph(const LayeredProblem &problem);

/// Orders each rank so that few edges cross.
void orderLanes(LayeredGraph &graph);

/// Centre of each vertex, top to bottom.
std::vector<double> placeLanes(const LayeredGraph &graph, const LayeredProblem &problem);

} // namespace splitscope
