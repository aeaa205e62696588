// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rendering/tensor_planes.h"

#include "core/graph/error.h"

#include <algorithm>
#include <limits>

namespace splitscope {

namespace {

// Deeper than any picture a model gives, and safe to multiply.
constexpr std::int64_t largestSide = 1 << 15;

template <typename Element>
void copyAsFloat(const TensorValue &tensor, cv::Mat1f &out)
{
    const Element *in = tensor.as<Element>();
    std::transform(in, in + out.cols, out.begin(), [](Element value) { return static_cast<float>(value); });
}

/// The upper half of a float32.
void copyBFloat16(const TensorValue &tensor, cv::Mat1f &out)
{
    const auto *in = tensor.as<std::uint16_t>();
    auto *bits = reinterpret_cast<std::uint32_t *>(out.data);
    std::transform(in, in + out.cols, bits, [](std::uint16_t value) { return std::uint32_t{value} << 16; });
}

} // namespace

cv::Mat1f elementsOf(const TensorValue &tensor)
{
    const std::int64_t count = tensor.info.elements();
    if (count < 0 || count > std::numeric_limits<int>::max() || !tensor.data
        || static_cast<std::int64_t>(tensor.data->size()) < tensor.info.bytes())
        throw Failure(ErrorCode::Internal, {{"why", "A tensor to show has fewer bytes than its shape says."}});
    cv::Mat1f out(1, static_cast<int>(count));
    switch (tensor.info.dtype) {
    case DType::Float32:
        copyAsFloat<float>(tensor, out);
        break;
    case DType::Float64:
        copyAsFloat<double>(tensor, out);
        break;
    case DType::Float16:
        if (count > 0)
            cv::Mat(1, out.cols, CV_16F, const_cast<std::uint8_t *>(tensor.data->data())).convertTo(out, CV_32F);
        break;
    case DType::BFloat16:
        copyBFloat16(tensor, out);
        break;
    case DType::Int8:
        copyAsFloat<std::int8_t>(tensor, out);
        break;
    case DType::UInt8:
    case DType::Bool:
        copyAsFloat<std::uint8_t>(tensor, out);
        break;
    case DType::Int16:
        copyAsFloat<std::int16_t>(tensor, out);
        break;
    case DType::Int32:
        copyAsFloat<std::int32_t>(tensor, out);
        break;
    case DType::Int64:
        copyAsFloat<std::int64_t>(tensor, out);
        break;
    }
    return out;
}

std::vector<cv::Mat1f> planesOf(const TensorValue &tensor)
{
    const Shape &shape = tensor.info.shape;
    if (shape.size() < 2)
        return {};
    const std::int64_t height = shape[shape.size() - 2];
    const std::int64_t width = shape.back();
    if (height <= 0 || width <= 0 || height > largestSide || width > largestSide)
        return {};
    const cv::Mat1f elements = elementsOf(tensor);
    const auto plane = static_cast<int>(height * width);
    std::vector<cv::Mat1f> planes;
    for (int start = 0; elements.cols - start >= plane; start += plane)
        planes.emplace_back(elements.colRange(start, start + plane).reshape(1, static_cast<int>(height)));
    return planes;
}

cv::Mat1i largestPlane(const std::vector<cv::Mat1f> &planes)
{
    cv::Mat1i index = cv::Mat1i::zeros(planes.at(0).size());
    cv::Mat1f largest = planes[0].clone();
    for (std::size_t i = 1; i < planes.size(); ++i) {
        const cv::Mat1b larger = planes[i] > largest;
        index.setTo(static_cast<int>(i), larger);
        planes[i].copyTo(largest, larger);
    }
    return index;
}

} // namespace splitscope
