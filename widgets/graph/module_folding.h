// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace splitscope {

/// Module paths that are drawn as one box each.
using FoldedModules = std::set<std::string>;

/// What is drawn as one box: a layer by itself, or all layers of a folded module.
struct GraphUnit {
    std::string module; ///< empty: one layer by itself
    std::vector<int> layers;
};

/// Every module with two layers or more, and its layers in graph order.
std::map<std::string, std::vector<int>> modulesOf(const LayerGraph &graph);

/// The modules of a layer that can be folded, the innermost first.
std::vector<std::string> modulesAround(const LayerGraph &graph, int layer);

/// The units in topological order. A folded module inside another one has no box of its own, and one that a path leaves
/// and enters again (shared or interleaved code) stays unfolded: its box would have to stand both before and after
/// another.
std::vector<GraphUnit> foldedUnits(const LayerGraph &graph, const FoldedModules &folded);

} // namespace splitscope
