// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/execution.h"

#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/passes/frozen_conv_folding.h>
#include <torch/csrc/jit/passes/frozen_graph_optimizations.h>
#include <torch/csrc/jit/passes/frozen_ops_to_mkldnn.h>
#include <torch/csrc/jit/passes/graph_rewrite_helper.h>

#include <set>
#include <unordered_map>

namespace splitscope {

using torch::jit::Node;

namespace {

/// Operations whose result is always memory of its own, so that changing it in place touches nothing else.
bool givesFreshMemory(const Node &node)
{
    static const std::set<std::string> names{"aten::conv1d", "aten::conv2d", "aten::conv3d", "aten::_convolution",
        "aten::convolution", "aten::conv_transpose2d", "aten::batch_norm", "aten::linear", "aten::addmm",
        "aten::matmul", "aten::bmm", "aten::cat", "aten::add", "aten::mul"};
    return names.count(node.kind().toQualString()) > 0;
}

/// An activation that alone reads a fresh tensor writes into it instead of allocating another: same values, less memory
/// traffic.
void activateInPlace(torch::jit::Graph &graph)
{
    static const std::unordered_map<std::string, const char *> inPlace{{"aten::relu", "aten::relu_"},
        {"aten::hardtanh", "aten::hardtanh_"}, {"aten::relu6", "aten::relu6_"}, {"aten::silu", "aten::silu_"},
        {"aten::hardswish", "aten::hardswish_"}, {"aten::sigmoid", "aten::sigmoid_"},
        {"aten::leaky_relu", "aten::leaky_relu_"}};
    std::vector<Node *> found;
    for (auto *node : graph.nodes()) {
        const auto form = inPlace.find(node->kind().toQualString());
        if (form != inPlace.end() && node->inputs()[0]->uses().size() == 1
            && givesFreshMemory(*node->inputs()[0]->node()))
            found.push_back(node);
    }
    for (auto *node : found) {
        auto *changed =
            graph.create(c10::Symbol::fromQualString(inPlace.at(node->kind().toQualString())), node->inputs(), 1);
        changed->insertBefore(node);
        changed->output()->setType(c10::TensorType::get());
        node->output()->replaceAllUsesWith(changed->output());
        node->destroy();
    }
}

std::shared_ptr<torch::jit::Graph> rewritten(const torch::jit::Graph &original, Execution::Kind kind)
{
    auto graph = const_cast<torch::jit::Graph &>(original).copy();
    if (kind == Execution::Kind::Reference)
        return graph;
    torch::jit::graph_rewrite_helper::replaceConvolutionWithAtenConv(graph);
    torch::jit::OptimizeFrozenGraph(graph, /*optimize_numerics=*/true);
    if (kind == Execution::Kind::Optimized)
        torch::jit::ConvertFrozenOpsToMKLDNN(graph);
    else
        activateInPlace(*graph);
    torch::jit::EliminateDeadCode(graph);
    return graph;
}

} // namespace

Execution::Execution(const torch::jit::Graph &graph, Kind kind)
    : m_kind(kind)
    , m_code(rewritten(graph, kind), name(kind))
    , m_outputs(graph.outputs().size())
{
}

std::vector<at::Tensor> Execution::run(const std::vector<at::Tensor> &inputs) const
{
    const c10::InferenceMode guard;
    torch::jit::Stack stack(inputs.begin(), inputs.end());
    torch::jit::InterpreterState(m_code).run(stack);
    std::vector<at::Tensor> outputs;
    for (std::size_t i = stack.size() - m_outputs; i < stack.size(); ++i)
        outputs.push_back(stack[i].toTensor());
    return outputs;
}

const char *Execution::name(Kind kind)
{
    switch (kind) {
    case Kind::Reference:
        return "reference";
    case Kind::Frozen:
        return "frozen";
    case Kind::Optimized:
        return "optimized";
    }
    return "";
}

} // namespace splitscope
