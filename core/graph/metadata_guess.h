// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/given_input.h"
#include "core/graph/model_metadata.h"

#include <string>

namespace splitscope {

/// What a model probably means by its inputs and outputs, for a person to correct: shapes and names are all there is to
/// go by.

/// 1x3xHxW float32 is taken for a picture with ImageNet's normalisation, all else for a tensor.
InputSpec guessedInput(const std::string &name, const GivenInput &given);

/// 1xCxHxW is taken for a segmentation (4 channels or more), normals (3) or depth (1; a boundary where its key says
/// so), 1xC for a classification, boxes x 6 for a detection, everything else for a tensor. \param key as
/// TaskSpec::output.
TaskSpec guessedTask(const std::string &key, const TensorInfo &output);

} // namespace splitscope
