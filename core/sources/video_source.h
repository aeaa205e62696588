// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sources/frame_source.h"
#include "core/sources/live_pace.h"

#include <opencv2/videoio.hpp>

#include <filesystem>
#include <optional>

namespace splitscope {

/// A video file. Every frame in order; live, at the video's own rate, leaving out what would come late, and from the
/// beginning again at the end.
class VideoSource : public FrameSource {
public:
    /// Throws Failure (SourceUnreadable, SourceEmpty).
    VideoSource(std::filesystem::path file, const SourceOptions &options);

    /// Throws Failure (SourceUnreadable).
    std::optional<Frame> next() override;
    void stop() override { m_stop.raise(); }
    std::string description() const override { return m_file.filename().string(); }

private:
    void rewind();
    bool skip(std::int64_t frames);
    cv::Mat read(); ///< empty at the end or after `stop`

    std::filesystem::path m_file;
    cv::VideoCapture m_capture;
    std::optional<LivePace> m_pace;
    StopSignal m_stop;
    std::int64_t m_beat = -1; ///< of the frame delivered last
    std::uint64_t m_delivered = 0;
};

} // namespace splitscope
