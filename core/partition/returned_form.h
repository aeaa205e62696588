// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"

#include <ATen/ATen.h>

namespace splitscope {

/// TaskSpec::returns applied to a task's full output, as a tensor. Throws Failure (Internal) where it does not fit.
at::Tensor returnedTensor(const TaskSpec &task, const at::Tensor &output);

} // namespace splitscope
