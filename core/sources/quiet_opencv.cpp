// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/quiet_opencv.h"

#include <opencv2/core/utils/logger.hpp>

#include <cstdlib>

namespace splitscope {

namespace {

/// FFmpeg's own messages can only be turned off by the environment (OpenCV reads it when it first opens a video). Set
/// before main, while there is one thread: setenv is not safe beside getenv of other threads.
const bool environmentSet = [] {
    setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 0);
    setenv("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "3", 0); // seconds that a silent camera may block; its default is 10
    return true;
}();

} // namespace

void quietOpenCv()
{
    static_cast<void>(environmentSet);
    static const bool done = [] {
        if (std::getenv("OPENCV_LOG_LEVEL") == nullptr)
            cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        return true;
    }();
    static_cast<void>(done);
}

} // namespace splitscope
