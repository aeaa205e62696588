// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sources/frame_source.h"
#include "core/sources/live_pace.h"

#include <optional>

namespace splitscope {

/// `scenes:A..B`: the first moment of each seed's scene, in order, none left out. Live, at the camera's rate.
class SeededScenesSource : public FrameSource {
public:
    /// Throws Failure (InvalidArgument) on a size or rate that cannot be.
    SeededScenesSource(SeedRange seeds, const SourceOptions &options);

    std::optional<Frame> next() override;
    void stop() override { m_stop.raise(); }
    std::string description() const override;

private:
    SeedRange m_seeds;
    int m_width;
    int m_height;
    std::optional<LivePace> m_pace;
    StopSignal m_stop;
    std::uint64_t m_delivered = 0;
};

} // namespace splitscope
