// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/label_search.h"

#include <array>
#include <cstddef>
#include <vector>

namespace splitscope {

/// Keeps a list of lower bounds short: beyond twice `most` entries, neighbours by row 0 become one that is below both,
/// until `most` are left. What is bounded stays bounded; the bounds get weaker.
void mergeBounds(
    std::vector<std::array<double, SearchProblem::maxRows>> &bounds, std::size_t rowCount, std::size_t most);

/// By number of layers that are decided, the least that the others add to the bound's weighted sum. Of a sum the rest
/// is worth more than of each row by itself: every layer costs on one side or the other.
std::vector<double> restOfBound(const SearchProblem::Bound &bound, const std::vector<AdditiveCosts> &rows);

} // namespace splitscope
