// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sources/stop_signal.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace splitscope {

/// The beat of a source that plays as a camera would. The beat starts with the first call.
class LivePace {
public:
    /// Throws Failure (InvalidArgument) where the rate is not above 0.
    explicit LivePace(double framesPerSecond);

    /// Waits for the next beat and gives its number, from 0. Beats that passed while nobody asked are skipped, so that
    /// what is delivered is always recent. Nothing once `stop` is raised.
    std::optional<std::int64_t> next(const StopSignal &stop);

private:
    double m_framesPerSecond;
    std::int64_t m_beat = -1;
    std::chrono::steady_clock::time_point m_start;
};

} // namespace splitscope
