// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenes/scene_camera.h"
#include "core/sources/frame_source.h"
#include "core/sources/live_pace.h"

#include <optional>

namespace splitscope {

/// `scenes[:SEED]`: one moving scene without end. Live, a frame shows the moment at which it is taken; otherwise each
/// frame is 1/30 s of scene time after the one before, as quickly as they are asked for.
class SceneSource : public FrameSource {
public:
    /// Throws Failure (InvalidArgument) on a size or rate that cannot be.
    SceneSource(std::uint64_t seed, const SourceOptions &options);

    std::optional<Frame> next() override;
    void stop() override { m_stop.raise(); }
    std::string description() const override { return "Synthetic scenes"; }

private:
    SceneCamera m_camera;
    double m_framesPerSecond;
    std::optional<LivePace> m_pace;
    StopSignal m_stop;
    std::uint64_t m_delivered = 0;
};

} // namespace splitscope
