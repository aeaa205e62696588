// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rendering/palette.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

/// The weakest difference is shown this strong; below it the eye takes it for the background.
constexpr float weakestHeat = 0.25F;

} // namespace

cv::Mat3b viridis(const cv::Mat1f &unit)
{
    cv::Mat1b scaled;
    unit.convertTo(scaled, CV_8U, 255);
    cv::Mat3b colors;
    cv::applyColorMap(scaled, colors, cv::COLORMAP_VIRIDIS);
    cv::cvtColor(colors, colors, cv::COLOR_BGR2RGB);
    std::transform(unit.begin(), unit.end(), colors.begin(), colors.begin(),
        [](float value, const cv::Vec3b &color) { return std::isnan(value) ? neutralDark : color; });
    return colors;
}

cv::Mat3b heat(const cv::Mat1f &unit)
{
    cv::Mat3b colors(unit.size(), neutralDark);
    for (int y = 0; y < unit.rows; ++y) {
        for (int x = 0; x < unit.cols; ++x) {
            const float value = unit(y, x);
            if (value == 0)
                continue;
            const float strength = value < 1 ? weakestHeat + (1 - weakestHeat) * value : 1;
            for (int i = 0; i < 3; ++i) {
                const auto dark = static_cast<float>(neutralDark[i]);
                const auto full = static_cast<float>(warningColor[i]);
                colors(y, x)[i] = cv::saturate_cast<std::uint8_t>(dark + strength * (full - dark));
            }
        }
    }
    return colors;
}

Picture pictureOf(const cv::Mat3b &rgb)
{
    const cv::Mat3b whole = rgb.isContinuous() ? rgb : rgb.clone();
    const std::uint8_t *bytes = whole.data;
    return {whole.cols, whole.rows, {bytes, bytes + 3 * whole.total()}};
}

} // namespace splitscope
