// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/given_input.h"

#include <torch/script.h>

#include <string>
#include <vector>

namespace splitscope {

/// What the inputs of a model that says nothing of them may look like: the first takes what the first weight of the
/// module reads (a convolution's channels, a matrix' columns, an embedding's rows), the others go by their names. A
/// guess for a person to correct. \param names of the tensor arguments. LibTorch inside.
std::vector<GivenInput> guessInputs(const torch::jit::Module &module, const std::vector<std::string> &names);

} // namespace splitscope
