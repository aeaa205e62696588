// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/graph/picture.h"
#include "core/graph/tensor_info.h"

#include <vector>

namespace splitscope {

/// A frame as everything a model takes: the picture prepared (prepareInput) for every input that is one, `samples` for
/// the others. \param inputs, samples one for each input of the model, in order
std::vector<TensorValue> prepareInputs(
    const Picture &picture, const std::vector<InputSpec> &inputs, std::vector<TensorValue> samples);

} // namespace splitscope
