// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"

#include <cstdint>
#include <vector>

namespace splitscope {

/// The cuts that a study looks at, the fewest multiply-accumulates on the device first: the cut `edge`, each layer's
/// predecessor closure and every prefix of the graph's order that can be made. Of those that send the same tensors the
/// one with the fewest layers on the device; not those that send nothing, as `device`.
/// \param most 1 or more; of more cuts those are taken that lie evenly in this order, the first always.
std::vector<Cut> studyCuts(const LayerGraph &graph, int most);

/// Multiply-accumulates of the layers on the device.
std::int64_t deviceMacs(const LayerGraph &graph, const Cut &cut);

} // namespace splitscope
