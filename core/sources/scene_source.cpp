// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/scene_source.h"

namespace splitscope {

namespace {

/// Scene time between frames that nobody paces, fixed so that the same command always sees the same frames.
constexpr double unpacedFramesPerSecond = 30;

} // namespace

SceneSource::SceneSource(std::uint64_t seed, const SourceOptions &options)
    : m_camera(seed, options.width, options.height)
    , m_framesPerSecond(options.live ? options.framesPerSecond : unpacedFramesPerSecond)
{
    if (options.live)
        m_pace.emplace(m_framesPerSecond);
}

std::optional<Frame> SceneSource::next()
{
    std::uint64_t moment = m_delivered;
    if (m_pace) {
        const auto beat = m_pace->next(m_stop);
        if (!beat)
            return std::nullopt;
        moment = static_cast<std::uint64_t>(*beat);
    }
    if (m_stop.raised())
        return std::nullopt;
    Frame frame;
    frame.picture = m_camera.renderPicture(static_cast<double>(moment) / m_framesPerSecond);
    // Taken after rendering: a camera's exposure is no part of a pipeline's latency either.
    frame.captured = std::chrono::steady_clock::now();
    frame.number = m_delivered++;
    return frame;
}

} // namespace splitscope
