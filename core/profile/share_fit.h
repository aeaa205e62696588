// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"

#include <vector>

namespace splitscope {

/// Measured times of the halves of one cut, in the same unit as the whole's.
struct MeasuredHalves {
    Cut cut;
    double headMs = 0.0;
    double tailMs = 0.0;
};

/// Divides the whole's time among the layers so that sums over halves come close to measured ones.
/// The cuts part the layers into regions, each on one side of every cut. Inside a region layers keep the proportions of
/// `layerMs`; each region gets one factor. The factors minimise the squared relative errors of all measured halves and
/// of the whole, plus a small penalty on leaving 1 (the layers' own times scaled to the whole), which settles what the
/// cuts leave open; halves whose sum is far from the whole count less. This is a convex quadratic problem in the
/// factors, kept at 0 or above. \returns by layer, never negative, with the sum `wholeMs`
std::vector<double> fitShares(
    const std::vector<double> &layerMs, double wholeMs, const std::vector<MeasuredHalves> &halves);

} // namespace splitscope
