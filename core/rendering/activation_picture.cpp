// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rendering/activation_picture.h"

#include "core/rendering/palette.h"
#include "core/rendering/tensor_planes.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace splitscope {

namespace {

/// Mean over the channels of a tensor whose channels lie innermost.
cv::Mat1f meanOfChannelsLast(const TensorValue &tensor)
{
    const auto channels = static_cast<int>(tensor.info.shape[1]);
    const auto height = static_cast<int>(tensor.info.shape[2]);
    const cv::Mat1f elements = elementsOf(tensor);
    cv::Mat1f mean;
    cv::reduce(elements.reshape(1, elements.cols / channels), mean, 1, cv::REDUCE_AVG);
    // Of several pictures the first one: a batch is not one picture.
    return mean.rowRange(0, static_cast<int>(height * tensor.info.shape[3])).clone().reshape(1, height);
}

cv::Mat1f meanOfPlanes(const TensorValue &tensor)
{
    const auto planes = planesOf(tensor);
    if (planes.empty())
        return {};
    cv::Mat1f sum = cv::Mat1f::zeros(planes.front().size());
    for (const auto &plane : planes)
        sum += plane;
    return sum / static_cast<double>(planes.size());
}

/// One row of values as several, about square; no number where there is none.
cv::Mat1f asGrid(const cv::Mat1f &row)
{
    const int width = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(row.cols))));
    const int height = (row.cols + width - 1) / width;
    cv::Mat1f grid(height, width, std::numeric_limits<float>::quiet_NaN());
    std::copy(row.begin(), row.end(), grid.begin());
    return grid;
}

} // namespace

std::optional<ActivationPicture> activationPicture(
    const TensorValue &tensor, int largestSide, std::optional<std::pair<float, float>> ends)
{
    const auto &shape = tensor.info.shape;
    if (tensor.info.elements() < 2)
        return std::nullopt;
    const bool channelsLast = tensor.info.order == DimensionOrder::ChannelsLast;
    if (channelsLast && shape.size() != 4)
        return std::nullopt;
    ActivationPicture result;
    cv::Mat1f values = channelsLast ? meanOfChannelsLast(tensor) : meanOfPlanes(tensor);
    if (values.empty() || values.rows == 1) {
        values = asGrid(elementsOf(tensor));
        result.vector = true;
    } else {
        result.averaged = channelsLast ? shape[1] : tensor.info.elements() / static_cast<std::int64_t>(values.total());
    }
    const double shrink = static_cast<double>(largestSide) / std::max(values.rows, values.cols);
    if (shrink < 1.0)
        cv::resize(values, values, {}, shrink, shrink, cv::INTER_AREA);
    float low = std::numeric_limits<float>::infinity();
    float high = -low;
    for (const float value : values) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (ends)
        std::tie(low, high) = *ends;
    if (low > high)
        return std::nullopt; // no number in it
    result.low = low;
    result.high = high;
    const float range = high > low ? high - low : 1.0F;
    result.picture = pictureOf(viridis((values - low) / range));
    return result;
}

} // namespace splitscope
