// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/values_meter.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splitscope {

namespace {

enum Sum { SquaredDifference, SquaredReference, Elements, Smallest, Largest, SumCount };

constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

std::vector<double> ValuesMeter::sumsOf(const TaskOutput &output, const TaskOutput &reference) const
{
    requireSameSize(output.values.size(), reference.values.size());
    std::vector<double> sums{0.0, 0.0, double(output.values.size()), infinity, -infinity};
    for (std::size_t at = 0; at < output.values.size(); ++at) {
        const double value = output.values[at];
        const double wanted = reference.values[at];
        if (value == wanted || (std::isnan(value) && std::isnan(wanted))) {
            sums[SquaredReference] += std::isfinite(wanted) ? wanted * wanted : 0.0;
        } else {
            sums[SquaredDifference] += (value - wanted) * (value - wanted);
            sums[SquaredReference] += wanted * wanted;
        }
        if (std::isfinite(wanted)) {
            sums[Smallest] = std::min(sums[Smallest], wanted);
            sums[Largest] = std::max(sums[Largest], wanted);
        }
    }
    return sums;
}

void ValuesMeter::merge(std::vector<double> &all, const std::vector<double> &frame) const
{
    if (all.empty()) {
        all = frame;
        return;
    }
    all[SquaredDifference] += frame[SquaredDifference];
    all[SquaredReference] += frame[SquaredReference];
    all[Elements] += frame[Elements];
    all[Smallest] = std::min(all[Smallest], frame[Smallest]);
    all[Largest] = std::max(all[Largest], frame[Largest]);
}

std::map<std::string, double> ValuesMeter::metricsOf(const std::vector<double> &sums) const
{
    const double difference = sums[SquaredDifference];
    const double reference = sums[SquaredReference];
    std::map<std::string, double> metrics{
        {"relative_error", reference > 0.0 ? std::sqrt(difference / reference) : std::sqrt(difference)}};
    const double range = sums[Largest] - sums[Smallest];
    if (difference == 0.0) {
        metrics["psnr_db"] = equalPsnrDb;
    } else if (range > 0.0) {
        metrics["psnr_db"] = std::min(equalPsnrDb, 10.0 * std::log10(range * range * sums[Elements] / difference));
    }
    return metrics;
}

} // namespace splitscope
