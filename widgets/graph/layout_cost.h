// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/layered_layout.h"

#include <cstdint>

namespace splitscope {

/// How hard a layout is to read: how often wires cross, then how far they leave the straight line.
struct LayoutCost {
    std::int64_t crossings = 0; ///< between wires of different bundles
    double bends = 0.0;         ///< sum of how far wires climb or fall from column to column, in lanes (box heights)

    /// A crossing confuses as much as a few bends.
    double sum() const { return 3.0 * static_cast<double>(crossings) + bends; }
};

/// `result` is a layout of `problem`.
LayoutCost layoutCost(const LayeredResult &result, const LayeredProblem &problem);

} // namespace splitscope
