// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/graph/tensor_info.h"

#include <opencv2/core.hpp>

namespace splitscope {

/// Pictures of outputs with a value for each pixel; render_task.h says what they look like.
/// Each gives an empty matrix where the tensor does not fit the task's kind.
cv::Mat3b segmentationPicture(const TaskSpec &task, const TensorValue &tensor);
cv::Mat3b depthPicture(const TensorValue &tensor);
cv::Mat3b normalsPicture(const TensorValue &tensor);
cv::Mat3b boundaryPicture(const TensorValue &tensor);

/// Class of each pixel, from class indices or from a value for each class.
cv::Mat1i classIndices(const TensorValue &tensor);
/// One plane of depths.
cv::Mat1f depths(const TensorValue &tensor);
/// Unit vectors; (0, 0, 0) where the length is 0 or no number.
cv::Mat3f unitNormals(const TensorValue &tensor);
/// One plane of probabilities.
cv::Mat1f boundaryProbabilities(const TensorValue &tensor);

} // namespace splitscope
