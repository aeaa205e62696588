// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/search_bounds.h"

#include <algorithm>

namespace splitscope {

void mergeBounds(
    std::vector<std::array<double, SearchProblem::maxRows>> &bounds, std::size_t rowCount, std::size_t most)
{
    if (bounds.size() <= 2 * most)
        return;
    std::sort(bounds.begin(), bounds.end());
    while (bounds.size() > most) {
        std::vector<std::array<double, SearchProblem::maxRows>> merged;
        for (std::size_t i = 0; i < bounds.size(); i += 2) {
            auto both = bounds[i];
            for (std::size_t k = 0; k < rowCount && i + 1 < bounds.size(); ++k)
                both[k] = std::min(both[k], bounds[i + 1][k]);
            merged.push_back(both);
        }
        bounds = std::move(merged);
    }
}

std::vector<double> restOfBound(const SearchProblem::Bound &bound, const std::vector<AdditiveCosts> &rows)
{
    std::vector<double> rest(rows.front().device.size() + 1, 0.0);
    for (std::size_t i = rest.size() - 1; i-- > 0;) {
        double device = 0.0;
        double edge = 0.0;
        for (std::size_t k = 0; k < rows.size(); ++k) {
            device += bound.weights[k] * rows[k].device[i];
            edge += bound.weights[k] * rows[k].edge[i];
        }
        rest[i] = rest[i + 1] + std::min(device, edge);
    }
    return rest;
}

} // namespace splitscope
