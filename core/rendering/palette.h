// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/picture.h"

#include <opencv2/core.hpp>

namespace splitscope {

/// Colours of rendered outputs, RGB.
inline const cv::Vec3b neutralDark{38, 38, 38}; ///< nothing here, or no difference
inline const cv::Vec3b neutralLight{214, 214, 214};
inline const cv::Vec3b warningColor{0xd5, 0x5e, 0x00};

/// Viridis for values from 0 to 1; `neutralDark` where the value is no number.
cv::Mat3b viridis(const cv::Mat1f &unit);

/// Difference as heat: `neutralDark` at 0 exactly, then at once a visible shade, the full warning colour from 1 on.
/// Where the value is no number the full colour: something is wrong there.
cv::Mat3b heat(const cv::Mat1f &unit);

Picture pictureOf(const cv::Mat3b &rgb);

} // namespace splitscope
