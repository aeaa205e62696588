// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/coder_modules_torch.h"

#include "core/codec/coder_layout.h"
#include "core/codec/coder_source.h"
#include "core/graph/codec_payload.h"
#include "core/graph/error.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

[[noreturn]] void unusable(const TensorCodec &codec, const std::string &why)
{
    throw Failure(ErrorCode::InvalidArgument, {{"what", "The codec " + codec.text()}, {"why", why}});
}

/// Step between codes; infinite where fp32 does not reach from one end to the other.
float stepOf(float low, float high, int bits) { return (high - low) / static_cast<float>((1 << bits) - 1); }

float inverseOf(float step) { return 1.0F / std::max(step, leastStep); }

void checkConstants(const TensorInfo &tensor, const TensorCodec &codec, const TensorConstants &constants)
{
    const auto channels = static_cast<std::size_t>(channelsOf(tensor.shape));
    const bool components = codec.kind == TensorCodec::Kind::Pca;
    const auto kept = static_cast<std::size_t>(codec.components);
    if (components && kept > channels && tensor.elements() > 0)
        unusable(codec,
            "a tensor of shape " + shapeText(tensor.shape) + " has only " + std::to_string(channels) + " channels.");
    const auto ranges = components ? kept : static_cast<std::size_t>(rangesOf(tensor.shape, codec));
    const auto check = [&](const char *name, std::size_t has, std::size_t wanted) {
        if (has != wanted)
            unusable(codec,
                "its calibration for a tensor of shape " + shapeText(tensor.shape) + " holds " + std::to_string(has)
                    + " numbers of " + name + " where " + std::to_string(wanted)
                    + " are needed. Calibrate it on this model and cut.");
    };
    check("low", constants.low.size(), ranges);
    check("high", constants.high.size(), ranges);
    if (components) {
        check("mean", constants.mean.size(), channels);
        check("basis", constants.basis.size(), kept * channels);
    }
    for (std::size_t i = 0; i < ranges; ++i) {
        if (!(constants.low[i] <= constants.high[i]))
            unusable(codec, "its calibration holds a range whose low end lies above its high end.");
    }
}

at::Tensor tensorOf(const std::vector<float> &values, const Shape &shape)
{
    return torch::tensor(values, at::TensorOptions(at::kFloat)).view(shape);
}

/// One number for each channel, repeated for the layout's rows.
at::Tensor perRow(const std::vector<float> &values, const CoderLayout &layout)
{
    const auto channels = static_cast<std::int64_t>(values.size());
    return tensorOf(values, {channels}).repeat({layout.repeats(channels)}).view(layout.perRow(channels));
}

at::Tensor biasOf(const std::vector<float> &values, const CoderLayout &layout)
{
    const auto channels = static_cast<std::int64_t>(values.size());
    if (!layout.channelsInnermost)
        return tensorOf(values, {1, channels, 1});
    return layout.addsInProduct(channels) ? tensorOf(values, {channels}) : perRow(values, layout);
}

struct Attributes {
    std::vector<std::pair<std::string, at::Tensor>> encode;
    std::vector<std::pair<std::string, at::Tensor>> decode;
};

Attributes rangeAttributes(const CoderLayout &layout, const TensorCodec &codec, const TensorConstants &constants)
{
    std::vector<float> steps;
    std::vector<float> inverses;
    std::vector<float> offsets;
    for (std::size_t i = 0; i < constants.low.size(); ++i) {
        steps.push_back(stepOf(constants.low[i], constants.high[i], codec.bits));
        inverses.push_back(inverseOf(steps.back()));
        offsets.push_back(constants.low[i] - 0.5F * steps.back());
    }
    const auto attribute = [&](const std::vector<float> &values) {
        return layout.ranges == 1 ? tensorOf(values, {1}) : perRow(values, layout);
    };
    return {{{"offset", attribute(offsets)}, {"inverse", attribute(inverses)}},
        {{"low", attribute(constants.low)}, {"step", attribute(steps)}}};
}

/// Code = (basis x (value - mean) - low) / step + 1/2 and value = basis^T x (code x step + low) + mean, each as one
/// matrix and one vector.
Attributes componentAttributes(const CoderLayout &layout, const TensorCodec &codec, const TensorConstants &constants)
{
    const auto channels = constants.mean.size();
    const auto kept = constants.low.size();
    std::vector<float> analysis(kept * channels);
    std::vector<float> synthesis(kept * channels);
    std::vector<float> offsets(kept);
    std::vector<double> means(constants.mean.begin(), constants.mean.end());
    for (std::size_t k = 0; k < kept; ++k) {
        const double step = stepOf(constants.low[k], constants.high[k], codec.bits);
        const double inverse = inverseOf(static_cast<float>(step));
        const double low = constants.low[k];
        double projected = 0.0;
        for (std::size_t c = 0; c < channels; ++c) {
            const double weight = constants.basis[k * channels + c];
            projected += weight * constants.mean[c];
            means[c] += weight * low;
            analysis[k * channels + c] = static_cast<float>(weight * inverse);
            synthesis[k * channels + c] = static_cast<float>(weight * step);
        }
        offsets[k] = static_cast<float>(0.5 - (projected + low) * inverse); // codes are its whole parts
    }
    const Shape matrix{static_cast<std::int64_t>(kept), static_cast<std::int64_t>(channels)};
    auto forward = tensorOf(analysis, matrix);
    auto backward = tensorOf(synthesis, matrix).t().contiguous();
    if (!layout.channelsInnermost) {
        forward = forward.unsqueeze(0).repeat({layout.batch, 1, 1});
        backward = backward.unsqueeze(0).repeat({layout.batch, 1, 1});
    }
    const std::vector<float> centre(means.begin(), means.end());
    return {{{"weight", forward}, {"bias", biasOf(offsets, layout)}},
        {{"weight", backward}, {"bias", biasOf(centre, layout)}}};
}

torch::jit::Module moduleOf(
    const char *name, const std::string &source, const std::vector<std::pair<std::string, at::Tensor>> &attributes)
{
    torch::jit::Module module(name);
    for (const auto &[attribute, value] : attributes)
        module.register_buffer(attribute, value);
    module.define(source);
    module.eval();
    return module;
}

} // namespace

CoderModules coderModules(const TensorInfo &tensor, const TensorCodec &codec, const TensorConstants &constants)
{
    const bool changes = payloadOf(tensor, codec).front().info != tensor;
    Attributes attributes;
    if (changes && codec.needsCalibration()) {
        checkConstants(tensor, codec, constants);
        const auto layout = CoderLayout::of(tensor, codec);
        if (layout.elements > 0)
            attributes = codec.kind == TensorCodec::Kind::Pca ? componentAttributes(layout, codec, constants)
                                                              : rangeAttributes(layout, codec, constants);
    }
    const auto source = coderSource(tensor, codec);
    return {moduleOf("splitscope_encode", source.encode, attributes.encode),
        moduleOf("splitscope_decode", source.decode, attributes.decode)};
}

} // namespace splitscope
