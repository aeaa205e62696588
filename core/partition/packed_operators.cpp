// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/packed_operators.h"

#include "core/partition/graph_values.h"

#include <ATen/Context.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <string>

namespace splitscope {

using torch::jit::Node;
using torch::jit::Value;

namespace {

/// Bounds of an activation that a kernel can apply while it writes its result.
struct Clamp {
    c10::optional<at::Scalar> low;
    c10::optional<at::Scalar> high;
};

c10::IValue call(const char *name, torch::jit::Stack stack)
{
    const auto op = c10::Dispatcher::singleton().findSchemaOrThrow(name, "");
    op.callBoxed(&stack);
    return stack.at(0);
}

std::optional<Clamp> clampOf(const Node &node)
{
    if (isOperation(node, "aten::relu"))
        return Clamp{at::Scalar(0.0), c10::nullopt};
    if (isOperation(node, "aten::relu6"))
        return Clamp{at::Scalar(0.0), at::Scalar(6.0)};
    const bool bounded = isOperation(node, "aten::hardtanh") || isOperation(node, "aten::clamp");
    if (!bounded || node.inputs().size() != 3)
        return std::nullopt;
    Clamp clamp;
    for (const auto &[input, bound] : {std::pair{1, &clamp.low}, std::pair{2, &clamp.high}}) {
        const auto value = torch::jit::toIValue(node.inputs()[static_cast<std::size_t>(input)]);
        if (!value || (!value->isNone() && !value->isScalar()))
            return std::nullopt;
        if (value->isScalar())
            *bound = value->toScalar();
    }
    if (clamp.low && clamp.high && clamp.low->toDouble() >= clamp.high->toDouble())
        return std::nullopt; // XNNPACK refuses an empty range
    return clamp;
}

/// The clamp that alone reads `value`, or null.
Node *onlyClamp(const Value &value)
{
    if (value.uses().size() != 1)
        return nullptr;
    auto *user = value.uses().front().user;
    return user->owningBlock() == value.node()->owningBlock() && user->inputs()[0] == &value && clampOf(*user)
        ? user
        : nullptr;
}

/// The kernel takes plain memory that it may read in order.
at::Tensor plain(const at::Tensor &weights) { return weights.detach().contiguous(); }

bool isPlainFloat(const at::Tensor &tensor, std::int64_t dimensions)
{
    return tensor.scalar_type() == at::kFloat && tensor.device().is_cpu() && tensor.layout() == at::kStrided
        && tensor.dim() == dimensions;
}

/// The bias as an argument: a tensor or None; nothing where it is neither constant.
std::optional<c10::IValue> biasOf(const Value &value)
{
    const auto constant = torch::jit::toIValue(&value);
    if (!constant)
        return std::nullopt;
    if (constant->isNone() || (constant->isTensor() && !constant->toTensor().defined()))
        return c10::IValue();
    if (!constant->isTensor() || !isPlainFloat(constant->toTensor(), 1))
        return std::nullopt;
    return c10::IValue(plain(constant->toTensor()));
}

class Packer {
public:
    Packer(torch::jit::Graph &graph, PackedKinds kinds)
        : m_graph(graph)
        , m_kinds(kinds)
    {
    }

    int run()
    {
        const std::vector<Node *> nodes(m_graph.nodes().begin(), m_graph.nodes().end());
        std::vector<Node *> found;
        for (auto *node : nodes) {
            const bool convolution = isOperation(*node, "aten::conv2d") || isOperation(*node, "aten::batch_norm");
            const bool linear = isOperation(*node, "aten::linear") || isOperation(*node, "aten::addmm");
            if ((convolution && m_kinds.convolutions) || (linear && m_kinds.linears))
                found.push_back(node);
        }
        int replaced = 0;
        for (auto *node : found)
            replaced += pack(*node) ? 1 : 0;
        return replaced;
    }

private:
    bool pack(Node &node)
    {
        if (isOperation(node, "aten::conv2d"))
            return packConvolution(node);
        if (isOperation(node, "aten::batch_norm"))
            return packNorm(node);
        return isOperation(node, "aten::linear") ? packLinear(node) : packProduct(node);
    }

    bool packConvolution(Node &node)
    {
        const auto weight = constantTensor(*node.inputs()[1]);
        const auto bias = biasOf(*node.inputs()[2]);
        const auto stride = constantPair(*node.inputs()[3]);
        const auto padding = constantPair(*node.inputs()[4]); // nothing where it is a word ("same")
        const auto dilation = constantPair(*node.inputs()[5]);
        const auto groups = constantNumber(*node.inputs()[6]);
        if (!weight || !isPlainFloat(*weight, 4) || !bias || !stride || !padding || !dilation || !groups
            || !isFloatOfRank(*node.inputs()[0], 4))
            return false;
        replaceByConvolution(
            node, {plain(*weight), *bias, *stride, *padding, *dilation, static_cast<int64_t>(*groups)});
        return true;
    }

    /// y = scale * x + shift for each channel, which is a 1x1 depthwise convolution.
    bool packNorm(Node &node)
    {
        const auto mean = constantTensor(*node.inputs()[3]);
        const auto variance = constantTensor(*node.inputs()[4]);
        const auto training = torch::jit::toIValue(node.inputs()[5]);
        const auto eps = constantNumber(*node.inputs()[7]);
        if (!mean || !variance || !isPlainFloat(*mean, 1) || !isPlainFloat(*variance, 1) || !eps || !training
            || !training->isBool() || training->toBool() || !isFloatOfRank(*node.inputs()[0], 4))
            return false;
        const auto weight = biasOf(*node.inputs()[1]);
        const auto bias = biasOf(*node.inputs()[2]);
        if (!weight || !bias)
            return false;
        auto scale = variance->add(*eps).rsqrt();
        if (weight->isTensor())
            scale = scale * weight->toTensor();
        auto shift = mean->neg() * scale;
        if (bias->isTensor())
            shift = shift + bias->toTensor();
        const auto channels = scale.numel();
        const std::vector<std::int64_t> one{1, 1};
        replaceByConvolution(
            node, {scale.reshape({channels, 1, 1, 1}), shift, one, std::vector<std::int64_t>{0, 0}, one, channels});
        return true;
    }

    bool packLinear(Node &node)
    {
        const auto weight = constantTensor(*node.inputs()[1]);
        const auto bias = biasOf(*node.inputs()[2]);
        if (!weight || !isPlainFloat(*weight, 2) || !bias || !isFloat(*node.inputs()[0]))
            return false;
        replace(node, *node.inputs()[0], "prepacked::linear_clamp_prepack", "prepacked::linear_clamp_run",
            {plain(*weight), *bias});
        return true;
    }

    /// addmm(bias, x, matrix): what older exporters make of a linear layer.
    bool packProduct(Node &node)
    {
        const auto bias = biasOf(*node.inputs()[0]);
        const auto matrix = constantTensor(*node.inputs()[2]);
        if (!bias || !bias->isTensor() || !matrix || !isPlainFloat(*matrix, 2) || !isFloat(*node.inputs()[1])
            || constantNumber(*node.inputs()[3]) != 1.0 || constantNumber(*node.inputs()[4]) != 1.0
            || bias->toTensor().numel() != matrix->size(1))
            return false;
        replace(node, *node.inputs()[1], "prepacked::linear_clamp_prepack", "prepacked::linear_clamp_run",
            {plain(matrix->t()), *bias});
        return true;
    }

    static bool isFloat(const Value &value)
    {
        const auto type = value.type()->cast<c10::TensorType>();
        return type && type->scalarType() == at::kFloat && type->dim() && *type->dim() >= 1;
    }

    void replaceByConvolution(Node &node, torch::jit::Stack arguments)
    {
        replace(node, *node.inputs()[0], "prepacked::conv2d_clamp_prepack", "prepacked::conv2d_clamp_run",
            std::move(arguments));
    }

    void replace(Node &node, Value &input, const char *prepack, const char *run, torch::jit::Stack arguments)
    {
        auto *activation = onlyClamp(*node.output());
        const auto clamp = activation ? *clampOf(*activation) : Clamp{};
        arguments.emplace_back(clamp.low);
        arguments.emplace_back(clamp.high);
        auto *context = constantBefore(node, call(prepack, std::move(arguments)));
        auto *packed = insertBefore(node, run, {&input, context}, *node.output());
        replaceNode(node, *packed);
        if (activation)
            replaceNode(*activation, *packed);
    }

    torch::jit::Graph &m_graph;
    PackedKinds m_kinds;
};

} // namespace

bool hasPackedOperators()
{
    return c10::Dispatcher::singleton().findSchema({"prepacked::conv2d_clamp_run", ""}).has_value();
}

int packOperators(torch::jit::Graph &graph, PackedKinds kinds)
{
    // The kernels keep the weights they were packed from unless told otherwise, which would double what a piece costs.
    at::globalContext().setReleaseWeightsWhenPrepacking(true);
    return Packer(graph, kinds).run();
}

} // namespace splitscope
