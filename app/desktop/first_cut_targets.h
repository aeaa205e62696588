// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/layer_figures.h"

#include <optional>
#include <vector>

namespace splitscope {

/// The layer with the most MACs, the first of equals; nothing where none computes anything.
std::optional<int> mostExpensiveLayer(const LayerGraph &graph);

/// The layer after which a cut can be made over which the fewest bytes cross, the first of equals; something has to
/// cross, and both sides to have work. Nothing where there is none.
std::optional<int> smallestPlaceToCut(const LayerGraph &graph, const std::vector<CutAfterLayer> &cuts);

/// By layer: which of the model's outputs it leads to, its own included.
std::vector<std::vector<bool>> outputsReachedFrom(const LayerGraph &graph);

/// Layers that lead to one output only, in graph order: a task's own branch. Empty where the model has a single output.
std::vector<int> ownLayersOf(const LayerGraph &graph, int output);

/// Whether the change from one cut to the other moved a layer that some outputs do not need: then their split points
/// are no longer moved together. Always for a model with one output.
bool movesSomeTasksOnly(const LayerGraph &graph, const Cut &before, const Cut &after);

} // namespace splitscope
