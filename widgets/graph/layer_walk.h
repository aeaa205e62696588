// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "widgets/graph/graph_layout.h"

#include <optional>

namespace splitscope {

enum class WalkDirection { Left, Right, Up, Down };

/// The layer that an arrow key leads to: along the wires where the data flow, preferring the same lane; the nearest box
/// beside them otherwise. Directions are those of the picture. A folded module counts as one; its last layer stands for
/// it. `from` -1 starts at the first layer. Nothing where there is no way on.
std::optional<int> walkFrom(const LayerGraph &graph, const GraphLayout &layout, int from, WalkDirection direction);

/// The cut with the split point of this layer's branch moved by one layer; nothing at the branch's ends. Places where
/// the cut would not be legal are passed over.
std::optional<Cut> splitPointMoved(
    const LayerGraph &graph, const GraphLayout &layout, const Cut &cut, int layer, bool towardsOutput);

} // namespace splitscope
