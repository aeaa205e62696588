// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/objective_value.h"

#include <limits>

namespace splitscope {

double objectiveValue(const PlanFigures &figures, const Objective &objective)
{
    constexpr double unknown = std::numeric_limits<double>::infinity();
    const double latency = figures.latency.total();
    const double energy = figures.deviceEnergyMj.value_or(unknown);
    const double bytes = figures.uplinkBytes + figures.downlinkBytes;
    const double price = figures.price.value_or(unknown);
    switch (objective.kind) {
    case Objective::Kind::Latency:
        return latency;
    case Objective::Kind::Energy:
        return energy;
    case Objective::Kind::Bytes:
        return bytes;
    case Objective::Kind::Price:
        return price;
    case Objective::Kind::Throughput:
        return figures.throughputFps > 0 ? 1000.0 / figures.throughputFps : 0.0;
    case Objective::Kind::Weighted:
        break;
    }
    const auto part = [](double weight, double value) { return weight > 0 ? weight * value : 0.0; };
    return part(objective.perMs, latency) + part(objective.perMj, energy) + part(objective.perKilobyte, bytes / 1e3)
        + part(objective.perMillionthDollar, price * 1e6);
}

} // namespace splitscope
