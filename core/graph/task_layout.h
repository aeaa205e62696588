// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"

#include <string>

namespace splitscope {

/// The layouts that model_metadata.h fixes for each kind of task and each form of return, checked on an output.

/// Empty if an output of that shape and type can be a task of that kind, else what it would have to be: "its output
/// must be 1 x classes x H x W."
std::string whyNotKind(TaskKind kind, const TensorInfo &output);

/// Empty if the output can be returned in that form, else what it needs.
std::string whyNotReturned(ReturnForm form, const TensorInfo &output);

/// What a user of such a task needs of its output; Full where nothing less fits.
ReturnForm usualReturn(TaskKind kind, const TensorInfo &output);

} // namespace splitscope
