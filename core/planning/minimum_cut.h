// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/additive_costs.h"

#include <memory>
#include <optional>
#include <vector>

namespace splitscope {

/// The legal cut of least additive cost, exactly, as a minimum s-t cut: each layer is a node on the device's or the
/// edge's side; a device layer's predecessors are tied to it by infinite arcs; a tensor with several readers has a node
/// of its own, so that it is paid once; what cannot cross has an infinite arc. Solved by Boykov and Kolmogorov's
/// algorithm (An Experimental Comparison of Min-Cut/Max-Flow Algorithms, 2004) on integers: costs are rounded to
/// 2^-50 of their sum. Keeps its network between calls; one thread at a time.
class MinimumCut {
public:
    explicit MinimumCut(std::shared_ptr<const CutStructure> structure);
    ~MinimumCut();
    MinimumCut(const MinimumCut &) = delete;
    MinimumCut &operator=(const MinimumCut &) = delete;

    /// Device layers of the best cut. The cut that leaves everything on the device takes part.
    std::vector<bool> solve(const AdditiveCosts &costs);

private:
    struct Network;

    /// Best cut without `remote`; with `forcedToEdge` >= 0, that layer is on the edge.
    std::vector<bool> solveNetwork(const AdditiveCosts &costs, int forcedToEdge);

    std::shared_ptr<const CutStructure> m_structure;
    std::unique_ptr<Network> m_network;
};

/// A Cut from its device layers, which must be closed.
Cut cutOf(const LayerGraph &graph, const std::vector<bool> &onDevice);

} // namespace splitscope
