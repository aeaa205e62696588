// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/graph_values.h"

#include <torch/csrc/jit/ir/constants.h>

#include <string>
#include <unordered_set>

namespace splitscope {

using torch::jit::Node;
using torch::jit::Value;

bool isOperation(const Node &node, std::string_view name) { return name == node.kind().toQualString(); }

std::optional<std::vector<std::int64_t>> knownSizes(const Value &value)
{
    const auto type = value.type()->cast<c10::TensorType>();
    const auto sizes = type ? type->sizes().concrete_sizes() : c10::nullopt;
    if (!sizes)
        return std::nullopt;
    return std::vector<std::int64_t>(sizes->begin(), sizes->end());
}

bool isFloatOfRank(const Value &value, std::size_t rank)
{
    const auto type = value.type()->cast<c10::TensorType>();
    return type && type->scalarType() == at::kFloat && type->dim() == rank;
}

bool sameKind(const Value &a, const Value &b)
{
    const auto first = a.type()->cast<c10::TensorType>();
    const auto second = b.type()->cast<c10::TensorType>();
    return first && second && first->scalarType() && first->scalarType() == second->scalarType() && knownSizes(a)
        && knownSizes(a) == knownSizes(b);
}

std::optional<at::Tensor> constantTensor(const Value &value)
{
    if (value.node()->kind() != c10::prim::Constant)
        return std::nullopt;
    const auto constant = torch::jit::toIValue(&value);
    if (!constant || !constant->isTensor() || !constant->toTensor().defined())
        return std::nullopt;
    return constant->toTensor();
}

std::optional<double> constantNumber(const Value &value)
{
    const auto constant = torch::jit::toIValue(&value);
    if (!constant || !constant->isScalar() || constant->isComplexDouble())
        return std::nullopt;
    return constant->toScalar().toDouble();
}

std::optional<std::vector<std::int64_t>> constantPair(const Value &value)
{
    const auto constant = torch::jit::toIValue(&value);
    if (!constant || !constant->isIntList())
        return std::nullopt;
    auto numbers = constant->toIntVector();
    if (numbers.size() == 1)
        numbers.push_back(numbers.front());
    if (numbers.size() != 2)
        return std::nullopt;
    return numbers;
}

Value *insertBefore(Node &place, std::string_view name, const std::vector<Value *> &inputs, const Value &like)
{
    auto *node = place.owningGraph()->create(c10::Symbol::fromQualString(std::string(name)), inputs, 1);
    node->insertBefore(&place);
    node->output()->setType(like.type());
    return node->output();
}

Value *constantBefore(Node &place, const c10::IValue &value)
{
    const torch::jit::WithInsertPoint guard(&place);
    return place.owningGraph()->insertConstant(value);
}

void replaceNode(Node &node, Value &value)
{
    node.output()->replaceAllUsesWith(&value);
    node.destroy();
}

bool givesFreshMemory(const Node &node)
{
    static const std::unordered_set<std::string> names{"aten::conv1d", "aten::conv2d", "aten::conv3d",
        "aten::_convolution", "aten::convolution", "aten::conv_transpose1d", "aten::conv_transpose2d",
        "aten::conv_transpose3d", "aten::batch_norm", "aten::layer_norm", "aten::group_norm", "aten::linear",
        "aten::addmm", "aten::matmul", "aten::bmm", "aten::cat", "aten::add", "aten::mul", "aten::sub", "aten::div",
        "aten::_add_relu", "aten::relu", "aten::relu6", "aten::hardtanh", "aten::clamp", "aten::clamp_min",
        "aten::sigmoid", "aten::hardsigmoid", "aten::hardswish", "aten::silu", "aten::gelu", "aten::tanh",
        "aten::leaky_relu", "aten::elu", "aten::softmax", "aten::max_pool2d", "aten::avg_pool2d",
        "aten::adaptive_avg_pool2d", "aten::mean", "aten::sum", "aten::upsample_bilinear2d", "aten::upsample_nearest2d",
        "prepacked::conv2d_clamp_run", "prepacked::linear_clamp_run"};
    return names.count(node.kind().toQualString()) > 0;
}

} // namespace splitscope
