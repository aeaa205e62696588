// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <string>

namespace splitscope {

/// Module path of a node of an inlined graph ("encoder.blocks.1.conv"), empty at the top. A node knows the names of the
/// modules that were called, but not of a list or dict that holds one: that is looked up in the modules' types, and left
/// out where several lists would fit.
/// \param root type of the module whose method the graph is
std::string modulePath(const torch::jit::Node &node, const c10::ClassType &root);

} // namespace splitscope
