// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"

#include <cstdint>
#include <vector>

namespace splitscope {

/// The cuts that a study looks at, the fewest multiply-accumulates on the device first: the cut `edge`, each layer's
/// predecessor closure and every prefix of the graph's order that can be made. Of those that send the same tensors the
/// one with the fewest layers on the device; not those that send nothing, as `device`.
/// \param most 1 or more; of more cuts the first is taken and, of each of equally long runs of the others in this
/// order, the one that sends the fewest bytes as it is, so that no bottleneck is passed by.
std::vector<Cut> studyCuts(const LayerGraph &graph, int most);

/// Multiply-accumulates of the layers on the device.
std::int64_t deviceMacs(const LayerGraph &graph, const Cut &cut);

} // namespace splitscope
