// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/operation_class.h"

#include <array>
#include <optional>
#include <string>

namespace splitscope {

/// A number and where it comes from. An estimate has its reasoning as source.
struct Figure {
    double value = 0.0;
    std::string source;
    bool estimate = false;

    bool operator==(const Figure &) const = default;
};

/// What is known of a kind of machine, from a preset or a calibrated board. What is not known is absent, never guessed.
struct MachineSpec {
    std::string name;  ///< "raspberry-pi-4"
    std::string label; ///< "Raspberry Pi 4"
    /// Throughput by operation class: giga multiply-accumulates a second; for Elementwise gigabytes read and written a
    /// second.
    std::array<Figure, operationClassCount> rates;
    std::optional<Figure> memoryMegabytes;
    std::optional<Figure> computeWatts; ///< of the whole board while it computes
    std::optional<Figure> idleWatts;    ///< of the whole board while it waits
    std::optional<Figure> pricePerHour; ///< US dollars

    ByOperationClass rateValues() const
    {
        ByOperationClass values{};
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = rates[i].value;
        return values;
    }

    bool operator==(const MachineSpec &) const = default;
};

} // namespace splitscope
