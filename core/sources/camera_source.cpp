// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/camera_source.h"

namespace splitscope {

CameraSource::CameraSource(int camera)
    : m_camera(camera)
    , m_capture([camera](cv::VideoCapture &capture) { return capture.open(camera, cv::CAP_V4L2); },
          {ErrorCode::CameraMissing, {{"camera", std::to_string(camera)}}})
{
}

} // namespace splitscope
