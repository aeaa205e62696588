// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_reading.h"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace splitscope::testing {

/// One tensor of 16 channels, 24 x 32 positions: 49,152 bytes.
inline CrossingTensor bottleneck(const std::string &name = "encoder.bottleneck")
{
    return {name, {{1, 16, 24, 32}, DType::Float32, DimensionOrder::Contiguous}};
}

/// 64 channels, 12 x 16 positions: 49,152 bytes too.
inline CrossingTensor skip(const std::string &name = "encoder.stage2.add")
{
    return {name, {{1, 64, 12, 16}, DType::Float32, DimensionOrder::Contiguous}};
}

/// Explains 1/2, 3/4, 7/8, ... of the variance.
inline std::shared_ptr<const TensorSpectrum> halvingSpectrum(const std::string &tensor, int components)
{
    TensorSpectrum spectrum;
    spectrum.tensor = tensor;
    for (int i = 1; i <= components; ++i)
        spectrum.explained.push_back(i < components ? 1.0 - std::pow(0.5, i) : 1.0);
    spectrum.source = "scenes";
    spectrum.frames = 32;
    return std::make_shared<const TensorSpectrum>(spectrum);
}

inline std::shared_ptr<const Picture> gradient(int width, int height, int steps)
{
    Picture picture{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const int level = (x + y) * steps / (width + height) * 255 / steps;
            for (const int value : {level / 2, level, 255 - level})
                picture.rgb.push_back(static_cast<std::uint8_t>(value));
        }
    }
    return std::make_shared<const Picture>(std::move(picture));
}

/// A reading of `codec` for these tensors: half of the raw bytes, and figures that can be told apart.
inline CodecReading readingOf(const std::vector<CrossingTensor> &tensors, const Codec &codec)
{
    CodecReading reading;
    reading.codec = codec;
    reading.source = "frame 812 of scenes";
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        TensorReading one;
        one.tensor = tensors[i].name;
        one.info = tensors[i].info;
        one.codec = codec.of(one.tensor);
        one.bytesBefore = one.info.bytes();
        one.bytesAfter = one.bytesBefore / 2;
        one.encodeMs = 0.125 + static_cast<double>(i);
        one.decodeMs = 0.0625;
        one.relativeError = 0.0082 * static_cast<double>(i + 1);
        one.psnrDb = 41.9;
        one.before = {gradient(32, 24, 255), -1.5F, 6.25F, 16};
        one.after = {gradient(32, 24, 8), -1.5F, 6.25F, 16};
        one.spectrum = halvingSpectrum(one.tensor, static_cast<int>(one.info.shape[1]));
        reading.tensors.push_back(one);
    }
    reading.tasks = {{"segmentation", {{"miou", 0.9812}, {"pixel_agreement", 0.9924}}},
        {"depth", {{"abs_rel_difference", 0.0042}}}, {"normals", {{"angle_deg", 0.84}}}};
    reading.agreementSource = "the last 8 frames of scenes";
    return reading;
}

} // namespace splitscope::testing
