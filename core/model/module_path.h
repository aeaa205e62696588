// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <string>

namespace splitscope {

/// Module path of a node of an inlined graph ("encoder.stage1.conv"), empty at the top.
std::string modulePath(const torch::jit::Node &node);

} // namespace splitscope
