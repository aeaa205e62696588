// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/sources/frame_source.h"

#include <opencv2/imgproc.hpp>

#include <array>

namespace splitscope {

namespace {

/// Planes of floats from interleaved bytes: `scale * byte + offset` for each channel. Multiplication and addition stay
/// separate operations on every machine, because the build targets the CPU's baseline.
void writePlanes(const cv::Mat &rgb, const InputSpec &spec, float *out)
{
    const std::size_t pixels = rgb.total();
    std::array<cv::Mat, 3> planes;
    cv::split(rgb, planes.data());
    const auto [low, high] = spec.valueRange();
    for (std::size_t channel = 0; channel < planes.size(); ++channel) {
        const double deviation = spec.std[channel];
        const auto scale = static_cast<float>((high - low) / 255 / deviation);
        const auto offset = static_cast<float>((low - spec.mean[channel]) / deviation);
        const std::uint8_t *in = planes[channel].ptr();
        for (std::size_t i = 0; i < pixels; ++i)
            out[i] = static_cast<float>(in[i]) * scale + offset;
        out += pixels;
    }
}

void check(const Picture &picture, const InputSpec &spec)
{
    const auto fail = [](const std::string &what, const char *why) {
        throw Failure(ErrorCode::InvalidArgument, {{"what", what}, {"why", why}});
    };
    const Shape &shape = spec.info.shape;
    if (spec.kind != InputSpec::Kind::Picture || spec.info.dtype != DType::Float32 || shape.size() != 4 || shape[0] != 1
        || shape[1] != 3 || shape[2] <= 0 || shape[3] <= 0)
        fail("The model's input " + spec.name, "A picture goes into a float32 input of shape 1x3xHEIGHTxWIDTH.");
    if (picture.empty() || picture.rgb.size() != std::size_t{3} * picture.width * picture.height)
        fail("The picture", "It has no pixels.");
}

} // namespace

TensorValue prepareInput(const Picture &picture, const InputSpec &spec)
{
    check(picture, spec);
    const cv::Size size(static_cast<int>(spec.info.shape[3]), static_cast<int>(spec.info.shape[2]));
    cv::Mat rgb(picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t *>(picture.rgb.data()));
    if (rgb.size() != size) {
        cv::Mat resized;
        cv::resize(rgb, resized, size, 0, 0, cv::INTER_LINEAR);
        rgb = resized;
    }
    const auto bytes = std::make_shared<std::vector<std::uint8_t>>(static_cast<std::size_t>(spec.info.bytes()));
    writePlanes(rgb, spec, reinterpret_cast<float *>(bytes->data()));
    return {spec.info, bytes};
}

} // namespace splitscope
