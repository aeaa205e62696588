// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/picture.h"

#include <opencv2/core.hpp>

namespace splitscope {

/// An 8-bit OpenCV picture (grey, BGR or BGRA) as ours. Throws cv::Exception on any other kind.
Picture pictureFromMat(const cv::Mat &mat);

} // namespace splitscope
