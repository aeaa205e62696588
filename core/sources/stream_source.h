// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sources/frame_source.h"
#include "core/sources/live_capture.h"

namespace splitscope {

/// A video stream by http, https or rtsp, for instance a network camera's MJPEG. Opening gives up after 5 s, a stream
/// that sends no picture counts as stopped after 3 s.
class StreamSource : public FrameSource {
public:
    /// Throws Failure (StreamStopped).
    explicit StreamSource(const std::string &address);

    /// Throws Failure (StreamStopped) when the stream ends or stalls; the next call connects again.
    std::optional<Frame> next() override { return m_capture.next(); }
    void stop() override { m_capture.stop(); }
    /// The address without user name and password.
    std::string description() const override { return m_shownAddress; }

private:
    std::string m_shownAddress;
    LiveCapture m_capture;
};

} // namespace splitscope
