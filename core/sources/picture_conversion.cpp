// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/picture_conversion.h"

#include <opencv2/imgproc.hpp>

namespace splitscope {

Picture pictureFromMat(const cv::Mat &mat)
{
    CV_Assert(mat.depth() == CV_8U && (mat.channels() == 1 || mat.channels() == 3 || mat.channels() == 4));
    Picture picture{mat.cols, mat.rows, {}};
    picture.rgb.resize(3 * mat.total());
    cv::Mat rgb(mat.rows, mat.cols, CV_8UC3, picture.rgb.data());
    cv::cvtColor(mat, rgb,
        mat.channels() == 1       ? cv::COLOR_GRAY2RGB
            : mat.channels() == 3 ? cv::COLOR_BGR2RGB
                                  : cv::COLOR_BGRA2RGB);
    return picture;
}

} // namespace splitscope
