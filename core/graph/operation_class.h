// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"

#include <array>
#include <string_view>

namespace splitscope {

/// Kinds of work between which machines differ most: one throughput figure for a whole machine misleads, because nets
/// spread over a factor of ten by what they are made of.
/// - Convolution: kernel above 1x1, each output reads all or many input channels. - Pointwise: 1x1 convolution.
/// - Depthwise: each output reads one or few channels. - Linear: products with weights.
/// - Attention: products of two activations. - Elementwise: everything else; it costs bytes, not multiplications.
enum class OperationClass { Convolution, Pointwise, Depthwise, Linear, Attention, Elementwise };

inline constexpr int operationClassCount = 6;

/// One value for each class, in the order of the enumeration.
using ByOperationClass = std::array<double, operationClassCount>;

std::string_view operationClassName(OperationClass kind); ///< "convolution", "pointwise", ... as in preset files

/// The class of a layer's main operation, from its name, its multiply-accumulates and the channels it reads.
OperationClass operationClass(const LayerGraph &graph, int layer);

} // namespace splitscope
