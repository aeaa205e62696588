// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/counting.h"

#include <set>
#include <string>

namespace splitscope {

namespace {

std::int64_t kernelElements(const at::Tensor &weight)
{
    std::int64_t elements = 1;
    for (std::int64_t i = 2; i < weight.dim(); ++i)
        elements *= weight.size(i);
    return elements;
}

/// The weight is (out, in / groups, kernel...) or, transposed, (in, out / groups, kernel...): in both, its second size
/// times the kernel is what one element of the output (of the input, transposed) takes part in.
std::int64_t convolutionMacs(
    const at::Tensor &input, const at::Tensor &weight, const at::Tensor &output, bool transposed)
{
    const auto &counted = transposed ? input : output;
    return counted.numel() * weight.size(1) * kernelElements(weight);
}

bool transposedArgument(const std::string &op, const torch::jit::Stack &inputs)
{
    if (op == "aten::conv_transpose1d" || op == "aten::conv_transpose2d" || op == "aten::conv_transpose3d")
        return true;
    const bool general = op == "aten::_convolution" || op == "aten::convolution";
    return general && inputs.size() > 6 && inputs[6].isBool() && inputs[6].toBool();
}

std::int64_t bytesOf(const torch::jit::Stack &values)
{
    std::int64_t bytes = 0;
    for (const auto &value : values) {
        if (value.isTensor() && value.toTensor().defined()) {
            bytes += static_cast<std::int64_t>(value.toTensor().nbytes());
        } else if (value.isTensorList()) {
            for (const at::Tensor tensor : value.toTensorList())
                bytes += static_cast<std::int64_t>(tensor.nbytes());
        }
    }
    return bytes;
}

} // namespace

std::int64_t countMacs(const torch::jit::Node &node, const torch::jit::Stack &inputs, const torch::jit::Stack &outputs)
{
    static const std::set<std::string> convolutions{"aten::conv1d", "aten::conv2d", "aten::conv3d",
        "aten::_convolution", "aten::convolution", "aten::conv_transpose1d", "aten::conv_transpose2d",
        "aten::conv_transpose3d"};
    static const std::set<std::string> products{"aten::linear", "aten::mm", "aten::matmul", "aten::bmm"};
    static const std::set<std::string> biasedProducts{"aten::addmm", "aten::baddbmm"};

    const std::string op = node.kind().toQualString();
    if (outputs.empty() || !outputs[0].isTensor())
        return 0;
    const auto &output = outputs[0].toTensor();
    if (convolutions.count(op) > 0)
        return convolutionMacs(inputs[0].toTensor(), inputs[1].toTensor(), output, transposedArgument(op, inputs));
    if (products.count(op) > 0)
        return output.numel() * inputs[0].toTensor().size(-1);
    if (biasedProducts.count(op) > 0)
        return output.numel() * inputs[1].toTensor().size(-1);
    return 0;
}

std::int64_t countMovedBytes(const torch::jit::Stack &inputs, const torch::jit::Stack &outputs)
{
    return bytesOf(inputs) + bytesOf(outputs);
}

} // namespace splitscope
