// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/live_pace.h"

#include "core/graph/error.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

using std::chrono::steady_clock;

LivePace::LivePace(double framesPerSecond)
    : m_framesPerSecond(framesPerSecond)
{
    if (!(framesPerSecond > 0) || !std::isfinite(framesPerSecond))
        throw Failure(ErrorCode::InvalidArgument, {{"what", "The frame rate"}, {"why", "It must be above 0."}});
}

std::optional<std::int64_t> LivePace::next(const StopSignal &stop)
{
    if (m_beat < 0)
        m_start = steady_clock::now();
    const double elapsed = std::chrono::duration<double>(steady_clock::now() - m_start).count();
    m_beat = std::max(m_beat + 1, static_cast<std::int64_t>(std::floor(elapsed * m_framesPerSecond)));
    const std::chrono::duration<double> due(static_cast<double>(m_beat) / m_framesPerSecond);
    if (!stop.sleepUntil(m_start + std::chrono::duration_cast<steady_clock::duration>(due)))
        return std::nullopt;
    return m_beat;
}

} // namespace splitscope
