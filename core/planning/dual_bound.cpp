// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/planner_search.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr int steps = 24;

AdditiveCosts weighted(const std::vector<AdditiveCosts> &rows, const std::vector<double> &weights)
{
    AdditiveCosts sum;
    sum.device.assign(rows.front().device.size(), 0.0);
    sum.edge.assign(rows.front().edge.size(), 0.0);
    sum.tensor.assign(rows.front().tensor.size(), 0.0);
    const auto add = [](std::vector<double> &into, double weight, const std::vector<double> &from) {
        for (std::size_t i = 0; i < from.size(); ++i)
            into[i] += weight * from[i];
    };
    for (std::size_t k = 0; k < rows.size(); ++k) {
        sum.always += weights[k] * rows[k].always;
        sum.remote += weights[k] * rows[k].remote;
        add(sum.device, weights[k], rows[k].device);
        add(sum.edge, weights[k], rows[k].edge);
        add(sum.tensor, weights[k], rows[k].tensor);
    }
    return sum;
}

double costOfSet(const AdditiveCosts &costs, const CutStructure &structure, const std::vector<bool> &onDevice)
{
    double sum = costs.always;
    const auto there = [&](int layer) { return onDevice[static_cast<std::size_t>(layer)]; };
    for (std::size_t i = 0; i < onDevice.size(); ++i)
        sum += onDevice[i] ? costs.device[i] : costs.edge[i];
    for (std::size_t t = 0; t < structure.tensors.size(); ++t) {
        const auto &tensor = structure.tensors[t];
        const bool made = tensor.ref.layer == TensorRef::input || there(tensor.ref.layer);
        if (made && !std::all_of(tensor.readers.begin(), tensor.readers.end(), there))
            sum += costs.tensor[t];
    }
    const bool remote = std::find(onDevice.begin(), onDevice.end(), false) != onDevice.end();
    return remote ? sum + costs.remote : sum;
}

} // namespace

// For weights a of the goals that sum to 1 and m >= 0 of the limits, every cut within the limits has
// max(goals) >= a . goals + m . (rows - limits): the least of the right side over all cuts is a bound, found by one
// minimum cut. The weights that raise it are sought by subgradients: goals by multiplicative weights, limits by
// Polyak's step.
DualBound dualBound(MinimumCut &minimumCut, const CutStructure &structure, const std::vector<AdditiveCosts> &rows,
    std::size_t goals, const std::vector<double> &limits, double known)
{
    DualBound best;
    std::vector<double> scales; // so that milliseconds and bytes take steps alike
    for (const auto limit : limits)
        scales.push_back(limit > 0 ? limit : 1.0);
    std::vector<double> weights(rows.size(), 0.0);
    std::fill_n(weights.begin(), goals, 1.0 / static_cast<double>(goals));
    for (int step = 0; step < steps; ++step) {
        double constant = 0.0;
        for (std::size_t j = 0; j < limits.size(); ++j)
            constant += weights[goals + j] * limits[j];
        const auto sum = weighted(rows, weights);
        auto cut = minimumCut.solve(sum);
        const double bound = costOfSet(sum, structure, cut) - constant;
        std::vector<double> values;
        for (const auto &row : rows)
            values.push_back(costOfSet(row, structure, cut));
        if (step == 0 || bound > best.bound) {
            best.bound = bound;
            best.weights = {weights, constant};
        }
        const double largest = *std::max_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(goals));
        bool kept = true;
        double squares = 0.0;
        for (std::size_t j = 0; j < limits.size(); ++j) {
            const double over = (values[goals + j] - limits[j]) / scales[j];
            kept = kept && over <= 0;
            squares += over * over;
        }
        if (kept)
            known = std::min(known, largest);
        best.cuts.push_back(std::move(cut));
        if (known - best.bound <= 1e-9 * std::abs(known))
            break;
        const double target = std::isfinite(known) ? known : 2.0 * largest;
        const double length = squares > 0 ? std::max(0.0, target - bound) / squares : 0.0;
        for (std::size_t j = 0; j < limits.size(); ++j) {
            const double over = (values[goals + j] - limits[j]) / scales[j];
            const double moved = weights[goals + j] * scales[j] + length * over;
            weights[goals + j] = std::max(0.0, moved) / scales[j];
        }
        double total = 0.0;
        const double rate = 2.0 / (1.0 + 0.3 * step);
        for (std::size_t k = 0; k < goals && goals > 1 && largest > 0; ++k) {
            weights[k] = std::max(weights[k], 1e-6) * std::exp(rate * values[k] / largest);
            total += weights[k];
        }
        for (std::size_t k = 0; k < goals && total > 0; ++k)
            weights[k] /= total;
    }
    return best;
}

} // namespace splitscope
