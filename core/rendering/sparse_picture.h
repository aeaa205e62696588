// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/graph/tensor_info.h"

#include <opencv2/core.hpp>

namespace splitscope {

/// Pictures of outputs without a value for each pixel; render_task.h says what they look like.
cv::Mat3b classificationPicture(const TaskSpec &task, const TensorValue &tensor);
cv::Mat3b tensorPicture(const TensorValue &tensor);

} // namespace splitscope
