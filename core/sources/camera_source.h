// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sources/frame_source.h"
#include "core/sources/live_capture.h"

namespace splitscope {

/// A camera of this machine (Video4Linux), by its number.
class CameraSource : public FrameSource {
public:
    /// Throws Failure (CameraMissing).
    explicit CameraSource(int camera);

    /// Throws Failure (CameraMissing) when the camera is lost; the next call looks for it again.
    std::optional<Frame> next() override { return m_capture.next(); }
    void stop() override { m_capture.stop(); }
    std::string description() const override { return "Camera " + std::to_string(m_camera); }

private:
    int m_camera;
    LiveCapture m_capture;
};

} // namespace splitscope
