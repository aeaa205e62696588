// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

namespace splitscope {

/// Turns `relu_` and its like into `relu` where the tensor that they write to is fresh and read by nothing else, so
/// that passes see one form only.
void leavePlace(torch::jit::Graph &graph);

/// The other way: elementwise operations write into an input that nothing reads afterwards instead of allocating
/// another tensor. Same values, less memory traffic. Inputs, outputs and constants of the graph are never written to.
void workInPlace(torch::jit::Graph &graph);

} // namespace splitscope
