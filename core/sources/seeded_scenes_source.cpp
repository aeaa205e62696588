// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/seeded_scenes_source.h"

#include "core/scenes/scene_camera.h"

namespace splitscope {

SeededScenesSource::SeededScenesSource(SeedRange seeds, const SourceOptions &options)
    : m_seeds(seeds)
    , m_width(options.width)
    , m_height(options.height)
{
    // A wrong size is to be told when the source is opened, not at its first frame.
    SceneCamera(seeds.first, m_width, m_height);
    if (options.live)
        m_pace.emplace(options.framesPerSecond);
}

std::optional<Frame> SeededScenesSource::next()
{
    if (m_stop.raised() || m_delivered > m_seeds.last - m_seeds.first)
        return std::nullopt;
    if (m_pace && !m_pace->next(m_stop))
        return std::nullopt;
    Frame frame;
    frame.picture = SceneCamera(m_seeds.first + m_delivered, m_width, m_height).renderPicture();
    frame.captured = std::chrono::steady_clock::now();
    frame.number = m_delivered++;
    return frame;
}

std::string SeededScenesSource::description() const
{
    return "Synthetic scenes " + std::to_string(m_seeds.first) + " to " + std::to_string(m_seeds.last);
}

} // namespace splitscope
