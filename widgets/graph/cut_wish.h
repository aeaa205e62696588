// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"

#include <QString>

#include <vector>

namespace splitscope {

/// The cut with these layers, and what they need, on the device.
Cut cutWithOnDevice(const LayerGraph &graph, const Cut &cut, const std::vector<int> &layers);
/// The cut with these layers, and what follows from them, on the edge.
Cut cutWithOnEdge(const LayerGraph &graph, const Cut &cut, const std::vector<int> &layers);

/// What changes from one cut to another, for a person who may take it back: "split point after stage3.add", "everything
/// on the device".
QString cutChangeText(const LayerGraph &graph, const Cut &before, const Cut &after);

} // namespace splitscope
