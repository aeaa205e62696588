// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor_info.h"

#include <opencv2/core.hpp>

#include <vector>

namespace splitscope {

/// All elements as float, in one row. What is no number in the tensor is none here either.
/// Throws Failure (Internal) where the bytes are fewer than the shape says.
cv::Mat1f elementsOf(const TensorValue &tensor);

/// The last two dimensions as planes, one for each index of the dimensions before (1 x C x H x W gives C planes).
/// Nothing where the tensor has fewer than two dimensions or no elements.
std::vector<cv::Mat1f> planesOf(const TensorValue &tensor);

/// For each pixel the index of the plane with the largest value; the first of equals.
cv::Mat1i largestPlane(const std::vector<cv::Mat1f> &planes);

} // namespace splitscope
