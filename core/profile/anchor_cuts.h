// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"

#include <vector>

namespace splitscope {

/// Legal cuts at which halves are measured: prefixes of the topological order, spread evenly over the summed time of
/// the layers. Near each place the cut that sends the fewest bytes is taken, because copying what crosses is no layer's
/// time. The order halves the largest gap first, so that the first few alone are well spread. Where few layers take
/// most of the time, some places have no cut; further ones, spread over the other layers, then follow. Never one of the
/// two ends; fewer than `count` where the graph has fewer.
std::vector<Cut> anchorCuts(const LayerGraph &graph, const std::vector<double> &layerMs, int count);

} // namespace splitscope
