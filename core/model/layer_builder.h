// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/flat_program.h"

#include <string>
#include <vector>

namespace splitscope {

/// Groups the operations of a flat program into layers a person would name, fills `layerOf` and `layerOutputs`, and
/// returns the graph of layers. A norm or activation joins the operation whose result only it reads; reshapes join
/// their only reader, or else their producer. Such a join never makes a cycle. \param inputNames one for each graph
/// input
LayerGraph buildLayers(FlatProgram &program, const std::vector<std::string> &inputNames);

} // namespace splitscope
