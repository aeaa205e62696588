// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/flat_program.h"

#include <optional>

namespace splitscope {

/// Scale and zero point of the quantised tensor `sample`, which `value` of the flat program had in the sample run, if
/// they are the same for every input: where the operation is given both as constants, or reads nothing that depends on
/// the input but quantised tensors of which that is known. Nothing for tensors that are quantised by channel.
std::optional<QuantisedForm> quantisedForm(
    const FlatProgram &program, const torch::jit::Value &value, const at::Tensor &sample);

} // namespace splitscope
