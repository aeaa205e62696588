// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/counting.h"

#include "core/model/einsum_cost.h"
#include "core/model/packed_weights.h"

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

/// The argument that the operation's schema calls `name`; undefined where there is none or it is left out.
at::Tensor argument(const torch::jit::Node &node, const torch::jit::Stack &inputs, const char *name)
{
    const auto *schema = node.maybeSchema();
    const auto index = schema ? schema->argumentIndexWithName(name) : c10::nullopt;
    return index && static_cast<std::size_t>(*index) < inputs.size()
            && inputs[static_cast<std::size_t>(*index)].isTensor()
        ? inputs[static_cast<std::size_t>(*index)].toTensor()
        : at::Tensor();
}

std::int64_t elements(const at::Tensor &tensor) { return tensor.defined() ? tensor.numel() : 0; }

/// Vectors along the last dimension.
std::int64_t rows(const at::Tensor &tensor) { return tensor.size(-1) == 0 ? 0 : tensor.numel() / tensor.size(-1); }

std::int64_t product(const std::string &op, const torch::jit::Stack &inputs, const at::Tensor &output)
{
    static const std::set<std::string> products{
        "aten::linear", "aten::mm", "aten::matmul", "aten::bmm", "aten::mv", "aten::dot", "aten::vdot", "aten::inner"};
    static const std::set<std::string> biased{"aten::addmm", "aten::baddbmm", "aten::addmv", "aten::addbmm"};
    if (products.count(op) > 0)
        return output.numel() * inputs[0].toTensor().size(-1);
    if (biased.count(op) > 0) {
        const auto &factor = inputs[1].toTensor();
        return output.numel() * factor.size(-1) * (op == "aten::addbmm" ? factor.size(0) : 1);
    }
    return 0;
}

std::int64_t recurrent(const std::string &op, const torch::jit::Node &node, const torch::jit::Stack &inputs)
{
    static const std::set<std::string> layers{"aten::lstm", "aten::gru", "aten::rnn_tanh", "aten::rnn_relu"};
    static const std::set<std::string> cells{
        "aten::lstm_cell", "aten::gru_cell", "aten::rnn_tanh_cell", "aten::rnn_relu_cell"};
    if (cells.count(op) > 0)
        return rows(inputs[0].toTensor())
            * (elements(argument(node, inputs, "w_ih")) + elements(argument(node, inputs, "w_hh")));
    if (layers.count(op) == 0)
        return 0;
    const auto index = node.schema().argumentIndexWithName("params");
    if (!index || !inputs[static_cast<std::size_t>(*index)].isTensorList())
        return 0;
    std::int64_t weights = 0;
    for (const at::Tensor weight : inputs[static_cast<std::size_t>(*index)].toTensorList())
        weights += weight.dim() == 2 ? weight.numel() : 0;
    return rows(inputs[0].toTensor()) * weights;
}

/// The two products of attention: every query with every key, and the weights with every value.
std::int64_t attentionProducts(const at::Tensor &query, const at::Tensor &key, const at::Tensor &value)
{
    return rows(query) * key.size(-2) * (query.size(-1) + value.size(-1));
}

std::int64_t attention(const std::string &op, const torch::jit::Node &node, const torch::jit::Stack &inputs)
{
    static const std::set<std::string> alone{"aten::scaled_dot_product_attention",
        "aten::_scaled_dot_product_attention", "aten::_scaled_dot_product_attention_forward"};
    if (alone.count(op) > 0)
        return attentionProducts(inputs[0].toTensor(), inputs[1].toTensor(), inputs[2].toTensor());
    const bool encoder = op == "aten::_transformer_encoder_layer_fwd";
    if (!encoder && op != "aten::_native_multi_head_attention")
        return 0;
    const auto query = inputs[0].toTensor();
    const auto key = encoder ? query : inputs[1].toTensor();
    std::int64_t macs = attentionProducts(query, key, key);
    for (const auto *weight : {"qkv_weight", "proj_weight", "ffn_weight_1", "ffn_weight_2"})
        macs += rows(query) * elements(argument(node, inputs, weight));
    return macs;
}

/// Quantised layers: the same rules with the unpacked weight.
std::int64_t quantised(const std::string &op, const torch::jit::Stack &inputs, const at::Tensor &output)
{
    if (op.rfind("quantized::", 0) != 0 || inputs.size() < 2)
        return 0;
    const auto weights = packedWeights(inputs[1]);
    if (weights.empty())
        return 0;
    if (op.find("linear") != std::string::npos)
        return output.numel() * weights[0].size(-1);
    return convolutionMacs(inputs[0].toTensor(), weights[0], output, op.find("conv_transpose") != std::string::npos);
}

} // namespace

std::int64_t countMacs(const torch::jit::Node &node, const torch::jit::Stack &inputs, const torch::jit::Stack &outputs)
{
    static const std::set<std::string> convolutions{"aten::conv1d", "aten::conv2d", "aten::conv3d",
        "aten::_convolution", "aten::convolution", "aten::conv_transpose1d", "aten::conv_transpose2d",
        "aten::conv_transpose3d"};

    const std::string op = node.kind().toQualString();
    if (outputs.empty() || !outputs[0].isTensor() || !outputs[0].toTensor().defined())
        return 0;
    const auto &output = outputs[0].toTensor();
    if (convolutions.count(op) > 0)
        return convolutionMacs(inputs[0].toTensor(), inputs[1].toTensor(), output, transposedArgument(op, inputs));
    if (op == "aten::einsum")
        return einsumMacs(inputs[0].toStringRef(), inputs[1].toTensorVector());
    if (const auto macs = product(op, inputs, output); macs > 0)
        return macs;
    if (const auto macs = recurrent(op, node, inputs); macs > 0)
        return macs;
    if (const auto macs = quantised(op, inputs, output); macs > 0)
        return macs;
    return attention(op, node, inputs);
}

std::int64_t countMovedBytes(const torch::jit::Stack &inputs, const torch::jit::Stack &outputs)
{
    return bytesOf(inputs) + bytesOf(outputs);
}

} // namespace splitscope
