// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/graph/tensor_info.h"
#include "core/rendering/render_task.h"

#include <opencv2/core.hpp>

namespace splitscope {

/// Pictures of object boxes; render_task.h says what they look like. Both give an empty matrix where a tensor's rows
/// are not boxes.
cv::Mat3b detectionPicture(const TaskSpec &task, const TensorValue &tensor, const Backdrop &backdrop);
/// The two may have different numbers of boxes.
cv::Mat3b detectionDifference(const TensorValue &split, const TensorValue &whole, const Backdrop &backdrop);

} // namespace splitscope
