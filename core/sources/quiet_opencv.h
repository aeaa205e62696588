// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace splitscope {

/// Keeps OpenCV and FFmpeg from writing to stderr, where our programs promise one line about what failed.
/// Whoever sets OPENCV_LOG_LEVEL or OPENCV_FFMPEG_LOGLEVEL still gets what they ask for.
void quietOpenCv();

} // namespace splitscope
