// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/graph/tensor_info.h"
#include "core/scenes/scene_camera.h"

namespace splitscope {

/// What a model without any error would answer, in the form in which models answer (model_metadata.h), so that the
/// truth can be drawn as an answer is: Segmentation 1 x H x W uint8; Depth 1 x 1 x H x W; Normals 1 x 3 x H x W;
/// Boundary 1 x 1 x H x W logits of -20 and 20; Detection rows x 6 with a score of 1; Classification 1 x classes, the
/// pixels that each covers. Throws Failure (SourceWithoutTruth) where scenes have no truth for the task.
TensorValue truthAnswer(const TaskSpec &task, const SceneTruth &truth);

} // namespace splitscope
