// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/board.h"
#include "core/graph/layer_graph.h"

#include <vector>

namespace splitscope {

/// Milliseconds of each layer at these rates: MACs / rate of its operation class; layers of the class Elementwise bytes
/// read and written / rate. What stands in for measured times until there are any.
std::vector<double> estimatedShares(const LayerGraph &graph, const ByOperationClass &rates);

/// This machine while it was never measured: the rates of the preset `laptop`. Times of another preset, worked out from
/// `estimatedShares` at these rates, are that preset's own estimate, whatever stands in here.
const Board &standInBoard();

/// This machine's rates by operation class as the layers of one model show them, where it was profiled and never
/// calibrated: work of a class / time of its layers. Classes that the model does not have, or that took no time, are
/// taken from `standInBoard`: they price nothing.
/// \param shareMs by layer.
Board boardFromShares(const LayerGraph &graph, const std::vector<double> &shareMs);

} // namespace splitscope
