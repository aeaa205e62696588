// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rendering/sparse_picture.h"

#include "core/rendering/palette.h"
#include "core/rendering/tensor_planes.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace splitscope {

namespace {

const cv::Size canvas{256, 192}; ///< of pictures that have no size of their own
constexpr int shownClasses = 5;
constexpr int mostTiles = 16;

/// Probabilities of a row of logits or of probabilities.
std::vector<float> probabilities(const cv::Mat1f &row)
{
    std::vector<float> values(row.begin(), row.end());
    for (float &value : values)
        value = std::isnan(value) ? -INFINITY : value;
    const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
    const float sum = std::accumulate(values.begin(), values.end(), 0.0F);
    if (*smallest >= 0 && std::abs(sum - 1) < 0.01F)
        return values;
    const float top = *largest;
    float total = 0;
    for (float &value : values)
        total += value = std::isfinite(top) ? std::exp(value - top) : 0;
    for (float &value : values)
        value = total > 0 ? value / total : 0;
    return values;
}

void drawBar(cv::Mat3b &picture, int line, const std::string &name, float share)
{
    const int height = picture.rows / shownClasses;
    const int top = line * height;
    const int length = cvRound(static_cast<float>(picture.cols - 16) * std::clamp(share, 0.0F, 1.0F));
    const auto color = line == 0 ? neutralLight : cv::Vec3b(140, 140, 140);
    cv::rectangle(picture, {8, top + 22, std::max(length, 1), 8}, color, cv::FILLED);
    const std::string text = name + "  " + std::to_string(cvRound(100 * share)) + " %";
    cv::putText(picture, text, {8, top + 16}, cv::FONT_HERSHEY_SIMPLEX, 0.4, neutralLight, 1, cv::LINE_AA);
}

/// Stretched from its smallest to its largest value; the middle of the scale where all are equal.
cv::Mat3b stretched(const cv::Mat1f &values)
{
    float low = INFINITY;
    float high = -INFINITY;
    for (const float value : values) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    cv::Mat1f unit(values.size());
    std::transform(values.begin(), values.end(), unit.begin(),
        [&](float value) { return high > low || std::isnan(value) ? (value - low) / (high - low) : 0.5F; });
    return viridis(unit);
}

cv::Mat3b columnsPicture(const cv::Mat1f &values)
{
    cv::Mat3b picture(canvas, neutralDark);
    double low = 0;
    double high = 0;
    for (const float value : values) {
        if (std::isfinite(value)) {
            low = std::min<double>(low, value);
            high = std::max<double>(high, value);
        }
    }
    if (!(high > low))
        return picture;
    const auto row = [&](double value) { return cvRound((high - value) / (high - low) * (canvas.height - 1)); };
    for (int x = 0; x < canvas.width; ++x) {
        const float value = values(0, static_cast<int>(std::int64_t{x} * values.cols / canvas.width));
        if (std::isfinite(value))
            cv::line(picture, {x, row(0)}, {x, row(value)}, neutralLight);
    }
    return picture;
}

} // namespace

cv::Mat3b classificationPicture(const TaskSpec &task, const TensorValue &tensor)
{
    cv::Mat3b picture(canvas, neutralDark);
    const cv::Mat1f row = elementsOf(tensor);
    if (row.empty())
        return picture;
    const std::vector<float> shares = probabilities(row);
    std::vector<int> order(shares.size());
    std::iota(order.begin(), order.end(), 0);
    const auto shown = std::min<std::size_t>(shownClasses, order.size());
    std::partial_sort(
        order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(), [&](int a, int b) {
            return std::pair(-shares[static_cast<std::size_t>(a)], a)
                < std::pair(-shares[static_cast<std::size_t>(b)], b);
        });
    for (std::size_t line = 0; line < shown; ++line) {
        const auto index = static_cast<std::size_t>(order[line]);
        const std::string name = index < task.classes.size() ? task.classes[index] : "class " + std::to_string(index);
        drawBar(picture, static_cast<int>(line), name, shares[index]);
    }
    return picture;
}

cv::Mat3b tensorPicture(const TensorValue &tensor)
{
    const auto planes = planesOf(tensor);
    if (planes.empty() || planes[0].rows == 1) {
        const cv::Mat1f values = elementsOf(tensor);
        return values.empty() ? cv::Mat3b(canvas, neutralDark) : columnsPicture(values);
    }
    const int tiles = std::min<int>(mostTiles, static_cast<int>(planes.size()));
    const auto columns = static_cast<int>(std::ceil(std::sqrt(tiles)));
    const int rows = (tiles + columns - 1) / columns;
    const cv::Size tile = planes[0].size();
    cv::Mat3b picture(rows * tile.height, columns * tile.width, neutralDark);
    for (int i = 0; i < tiles; ++i) {
        const cv::Rect place(i % columns * tile.width, i / columns * tile.height, tile.width, tile.height);
        stretched(planes[static_cast<std::size_t>(i)]).copyTo(picture(place));
    }
    return picture;
}

} // namespace splitscope
