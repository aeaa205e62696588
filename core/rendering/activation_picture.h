// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/picture.h"
#include "core/graph/tensor_info.h"

#include <optional>
#include <utility>

namespace splitscope {

/// What a layer put out, as a small picture.
struct ActivationPicture {
    Picture picture;
    float low = 0.0F; ///< values that the two ends of the colours stand for
    float high = 0.0F;
    std::int64_t averaged = 1; ///< planes that each pixel is the mean of
    bool vector = false;       ///< no planes: the values stand row by row, as wide as makes them about square
};

/// The mean over all planes (the dimensions before the last two) in viridis, from the smallest to the largest value
/// that is a number; what is no number is dark. Larger sides than `largestSide` are averaged down to it. Nothing where
/// the tensor has no elements, or no more than one. Throws Failure (Internal) where the bytes are fewer than the shape
/// says.
/// \param ends values that the ends of the colours stand for instead, as of another picture beside it; what lies
/// outside gets the colour of the nearer end
std::optional<ActivationPicture> activationPicture(
    const TensorValue &tensor, int largestSide, std::optional<std::pair<float, float>> ends = {});

} // namespace splitscope
