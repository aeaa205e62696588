// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/picture_normalisation.h"

#include <cmath>

namespace splitscope {

namespace {

/// What a black and a white pixel become in each channel.
std::array<double, 6> ends(const InputSpec &input)
{
    const auto [low, high] = input.valueRange();
    std::array<double, 6> values{};
    for (std::size_t c = 0; c < 3; ++c) {
        values[2 * c] = (low - input.mean[c]) / input.std[c];
        values[2 * c + 1] = (high - input.mean[c]) / input.std[c];
    }
    return values;
}

bool sameEnds(const InputSpec &a, const InputSpec &b)
{
    const auto one = ends(a);
    const auto other = ends(b);
    for (std::size_t i = 0; i < one.size(); ++i) {
        if (!(std::abs(one[i] - other[i]) < 1e-6))
            return false;
    }
    return true;
}

} // namespace

void applyNormalisation(PictureNormalisation normalisation, InputSpec &input)
{
    input.range = {0.0, 1.0};
    input.mean = {0.0, 0.0, 0.0};
    input.std = {1.0, 1.0, 1.0};
    if (normalisation == PictureNormalisation::MinusOneToOne) {
        input.range = {-1.0, 1.0};
    } else if (normalisation == PictureNormalisation::ImageNet) {
        input.mean = {0.485, 0.456, 0.406};
        input.std = {0.229, 0.224, 0.225};
    }
}

std::optional<PictureNormalisation> normalisationOf(const InputSpec &input)
{
    for (const auto normalisation : allPictureNormalisations) {
        InputSpec candidate;
        applyNormalisation(normalisation, candidate);
        if (sameEnds(candidate, input))
            return normalisation;
    }
    return std::nullopt;
}

} // namespace splitscope
