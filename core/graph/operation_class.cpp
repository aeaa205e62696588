// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation_class.h"

#include <algorithm>

namespace splitscope {

namespace {

bool names(const std::string &op, std::string_view part) { return op.find(part) != std::string::npos; }

/// Multiply-accumulates for each element of the output, which is input channels / groups x kernel elements.
double macsPerElement(const Layer &layer, bool transposed, const TensorInfo &input)
{
    const auto elements = transposed ? input.elements() : layer.outputs.front().elements();
    return elements > 0 ? static_cast<double>(layer.macs) / static_cast<double>(elements) : 0.0;
}

OperationClass convolutionClass(const LayerGraph &graph, const Layer &layer)
{
    if (layer.inputs.empty() || layer.outputs.empty())
        return OperationClass::Convolution;
    const auto &input = graph.info(layer.inputs.front());
    const auto channels = input.shape.size() > 1 ? static_cast<double>(input.shape[1]) : 1.0;
    const auto perElement = macsPerElement(layer, names(layer.op, "transpose"), input);
    if (perElement == channels)
        return OperationClass::Pointwise;
    // A grouped convolution reads a part of the channels; one that multiplies less than there are channels gains
    // nothing from the blocking that makes dense convolutions quick.
    return perElement < channels ? OperationClass::Depthwise : OperationClass::Convolution;
}

} // namespace

std::string_view operationClassName(OperationClass kind)
{
    constexpr std::array<std::string_view, operationClassCount> all{
        "convolution", "pointwise", "depthwise", "linear", "attention", "elementwise"};
    return all.at(static_cast<std::size_t>(kind));
}

OperationClass operationClass(const LayerGraph &graph, int index)
{
    const auto &layer = graph.layer(index);
    if (layer.macs == 0)
        return OperationClass::Elementwise;
    if (names(layer.op, "conv"))
        return convolutionClass(graph, layer);
    // A product with weights has parameters; one of two activations has none.
    return layer.parameters > 0 || names(layer.op, "linear") ? OperationClass::Linear : OperationClass::Attention;
}

} // namespace splitscope
