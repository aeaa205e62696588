// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/frame_result.h"

#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace splitscope {

/// Figures over the frames of a run, as far as the window shows them. Not thread-safe.
class RunStatistics {
public:
    using Clock = std::chrono::steady_clock;

    struct Mean {
        double sum = 0.0;
        std::size_t count = 0;
    };
    using Agreement = std::map<std::pair<std::string, std::string>, Mean>; ///< by task and metric

    void add(const FrameResult &result, Clock::time_point now);
    void clear() { *this = {}; }

    std::uint64_t frames() const { return m_frames; }
    double framesPerSecond(Clock::time_point now) const; ///< over the last two seconds
    double latencyP50Ms() const;                         ///< over the last 60 frames with the newest settings
    std::uint64_t settingsGeneration() const { return m_generation; }
    std::uint64_t settingsSinceFrame() const { return m_sinceFrame; }

    /// Of the last thousand frames.
    StageTimes stageMedians() const;
    const Agreement &agreement() const { return m_agreement; } ///< over all frames

private:
    std::uint64_t m_frames = 0;
    std::uint64_t m_generation = 0;
    std::uint64_t m_sinceFrame = 0;
    std::deque<Clock::time_point> m_arrivals;
    std::deque<double> m_latencies;
    std::deque<StageTimes> m_stages;
    Agreement m_agreement;
};

/// The middle value; 0 of nothing.
double medianOf(std::vector<double> values);

} // namespace splitscope
