// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rendering/dense_picture.h"

#include "core/rendering/palette.h"
#include "core/rendering/render_task.h"
#include "core/rendering/tensor_planes.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace splitscope {

namespace {

struct DepthScale {
    float nearLog2 = 0;
    float farLog2 = 1;
};

float halfOctave(float log2, float (*round)(float)) { return round(2 * log2) / 2; }

/// The scale that render_task.h describes.
DepthScale depthScale(const cv::Mat1f &log2Depths)
{
    std::vector<float> known;
    for (const float value : log2Depths) {
        if (std::isfinite(value))
            known.push_back(value);
    }
    if (known.empty())
        return {};
    const auto percentile = [&](double fraction) {
        const auto at = known.begin() + std::llround(fraction * static_cast<double>(known.size() - 1));
        std::nth_element(known.begin(), at, known.end());
        return *at;
    };
    DepthScale scale{halfOctave(percentile(0.02), std::floor), halfOctave(percentile(0.98), std::ceil)};
    scale.farLog2 = std::max(scale.farLog2, scale.nearLog2 + 0.5F);
    return scale;
}

} // namespace

cv::Mat1i classIndices(const TensorValue &tensor)
{
    const auto planes = planesOf(tensor);
    const bool indices =
        tensor.info.dtype == DType::UInt8 || tensor.info.dtype == DType::Int64 || tensor.info.dtype == DType::Int32;
    if (planes.empty() || (indices && planes.size() != 1))
        return {};
    if (!indices)
        return largestPlane(planes);
    cv::Mat1i classes;
    planes[0].convertTo(classes, CV_32S);
    return classes;
}

cv::Mat3b segmentationPicture(const TaskSpec &task, const TensorValue &tensor)
{
    const cv::Mat1i classes = classIndices(tensor);
    cv::Mat3b colors(classes.size());
    std::transform(classes.begin(), classes.end(), colors.begin(), [&](int index) {
        const auto color = taskColor(task, index);
        return cv::Vec3b(color[0], color[1], color[2]);
    });
    return colors;
}

cv::Mat1f depths(const TensorValue &tensor)
{
    const auto planes = planesOf(tensor);
    return planes.size() == 1 ? planes[0] : cv::Mat1f();
}

cv::Mat3b depthPicture(const TensorValue &tensor)
{
    const cv::Mat1f metres = depths(tensor);
    if (metres.empty())
        return {};
    cv::Mat1f bright(metres.size());
    std::transform(metres.begin(), metres.end(), bright.begin(),
        [](float depth) { return depth > 0 ? std::log2(depth) : std::numeric_limits<float>::quiet_NaN(); });
    const DepthScale scale = depthScale(bright);
    for (float &value : bright)
        value = (scale.farLog2 - value) / (scale.farLog2 - scale.nearLog2);
    return viridis(bright);
}

cv::Mat3f unitNormals(const TensorValue &tensor)
{
    const auto planes = planesOf(tensor);
    if (planes.size() != 3)
        return {};
    cv::Mat3f normals;
    cv::merge(planes, normals);
    for (cv::Vec3f &normal : normals) {
        const auto length = static_cast<float>(cv::norm(normal));
        normal = length > 0 && std::isfinite(length) ? normal * (1 / length) : cv::Vec3f();
    }
    return normals;
}

cv::Mat3b normalsPicture(const TensorValue &tensor)
{
    const cv::Mat3f normals = unitNormals(tensor);
    if (normals.empty())
        return {};
    cv::Mat3b colors;
    normals.convertTo(colors, CV_8U, 127.5, 127.5);
    return colors;
}

cv::Mat1f boundaryProbabilities(const TensorValue &tensor)
{
    cv::Mat1f probabilities = depths(tensor);
    for (float &value : probabilities)
        value = 1 / (1 + std::exp(-value));
    return probabilities;
}

cv::Mat3b boundaryPicture(const TensorValue &tensor)
{
    const cv::Mat1f probabilities = boundaryProbabilities(tensor);
    if (probabilities.empty())
        return {};
    cv::Mat1b grey;
    probabilities.convertTo(grey, CV_8U, 255);
    cv::Mat3b colors;
    cv::cvtColor(grey, colors, cv::COLOR_GRAY2RGB);
    return colors;
}

} // namespace splitscope
