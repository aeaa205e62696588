// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/rendering/box_picture.h"
#include "core/rendering/dense_picture.h"
#include "core/rendering/palette.h"
#include "core/rendering/render_task.h"
#include "core/rendering/sparse_picture.h"
#include "core/rendering/tensor_planes.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

// Differences that are shown in the full colour; render_task.h names them.
constexpr float fullDepthRatio = 0.05F;
constexpr float fullAngleDegrees = 10;
constexpr float fullProbability = 0.1F;
constexpr float fullMagnitudeRatio = 0.05F;

/// How much of the grey rest is left beside pixels of another class.
constexpr double restBrightness = 0.35;

float degreesBetween(const cv::Vec3f &a, const cv::Vec3f &b)
{
    // Of the cross product too: the cosine alone cannot tell small angles from rounding.
    const double angle = std::atan2(cv::norm(cv::Vec3d(a).cross(cv::Vec3d(b))), cv::Vec3d(a).dot(cv::Vec3d(b)));
    return static_cast<float>(angle * 180 / CV_PI);
}

cv::Mat3b segmentationDifference(const TaskSpec &task, const TensorValue &split, const TensorValue &whole)
{
    const cv::Mat1i classes = classIndices(whole);
    if (classes.empty())
        return {};
    const cv::Mat1b differs = classIndices(split) != classes;
    cv::Mat3b picture(classes.size(), neutralDark);
    if (cv::countNonZero(differs) == 0)
        return picture;
    cv::Mat1b grey;
    cv::cvtColor(segmentationPicture(task, whole), grey, cv::COLOR_RGB2GRAY);
    grey.convertTo(grey, CV_8U, restBrightness, neutralDark[0] / 2.0);
    cv::cvtColor(grey, picture, cv::COLOR_GRAY2RGB);
    picture.setTo(warningColor, differs);
    return picture;
}

/// Heat of `measure(a, b)` for each pair of elements; 0 where they are the same.
template <typename Mat, typename Measure>
cv::Mat3b heatOf(const Mat &split, const Mat &whole, Measure measure)
{
    if (whole.empty())
        return {};
    cv::Mat1f unit(whole.size());
    std::transform(split.begin(), split.end(), whole.begin(), unit.begin(), measure);
    return heat(unit);
}

float ratio(float a, float b, float scale)
{
    if (a == b || (std::isnan(a) && std::isnan(b)))
        return 0;
    return std::abs(a - b) / scale;
}

cv::Mat3b normalsDifference(const TensorValue &split, const TensorValue &whole)
{
    return heatOf(unitNormals(split), unitNormals(whole), [](const cv::Vec3f &a, const cv::Vec3f &b) {
        if (a == b)
            return 0.0F;
        const bool oneIsMissing = a == cv::Vec3f() || b == cv::Vec3f();
        return oneIsMissing ? 1.0F : degreesBetween(a, b) / fullAngleDegrees;
    });
}

cv::Mat3b depthDifference(const TensorValue &split, const TensorValue &whole)
{
    return heatOf(
        depths(split), depths(whole), [](float a, float b) { return ratio(a, b, fullDepthRatio * std::abs(b)); });
}

cv::Mat3b boundaryDifference(const TensorValue &split, const TensorValue &whole)
{
    return heatOf(boundaryProbabilities(split), boundaryProbabilities(whole),
        [](float a, float b) { return ratio(a, b, fullProbability); });
}

cv::Mat3b differenceByKind(const TaskSpec &task, const TensorValue &split, const TensorValue &whole)
{
    switch (task.kind) {
    case TaskKind::Segmentation:
        return segmentationDifference(task, split, whole);
    case TaskKind::Depth:
        return depthDifference(split, whole);
    case TaskKind::Normals:
        return normalsDifference(split, whole);
    case TaskKind::Boundary:
        return boundaryDifference(split, whole);
    default:
        return {};
    }
}

/// Of outputs that are no plane of pixels: the largest difference in each of as many columns as fit.
cv::Mat3b columnsDifference(const cv::Mat1f &split, const cv::Mat1f &whole, cv::Size size)
{
    float largest = 0;
    for (const float value : whole)
        largest = std::isfinite(value) ? std::max(largest, std::abs(value)) : largest;
    cv::Mat1f unit = cv::Mat1f::zeros(size);
    for (int i = 0; i < whole.cols; ++i) {
        const float value = ratio(split(0, i), whole(0, i), fullMagnitudeRatio * largest);
        const auto first = static_cast<int>(std::int64_t{i} * size.width / whole.cols);
        const auto behind = std::max(first + 1, static_cast<int>(std::int64_t{i + 1} * size.width / whole.cols));
        for (int x = first; x < behind; ++x)
            unit(0, x) = value > unit(0, x) || std::isnan(value) ? value : unit(0, x);
    }
    cv::repeat(unit.row(0).clone(), size.height, 1, unit);
    return heat(unit);
}

} // namespace

Picture renderDifference(
    const TaskSpec &task, const TensorValue &split, const TensorValue &whole, const Backdrop &backdrop)
{
    if (task.kind == TaskKind::Detection) {
        const cv::Mat3b boxes = detectionDifference(split, whole, backdrop);
        if (!boxes.empty())
            return pictureOf(boxes);
    }
    if (split.info.shape != whole.info.shape || split.info.dtype != whole.info.dtype)
        throw Failure(ErrorCode::Internal,
            {{"why", "Outputs of task " + task.name + " that should be compared have different shapes or types."}});
    const cv::Mat3b picture = differenceByKind(task, split, whole);
    if (!picture.empty())
        return pictureOf(picture);
    const Picture shown = renderTask(task, whole);
    return pictureOf(columnsDifference(elementsOf(split), elementsOf(whole), {shown.width, shown.height}));
}

} // namespace splitscope
