// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/execution.h"

#include "core/partition/channels_last_flow.h"
#include "core/partition/graph_values.h"
#include "core/partition/in_place_activations.h"
#include "core/partition/packed_operators.h"

#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/passes/frozen_conv_folding.h>
#include <torch/csrc/jit/passes/frozen_graph_optimizations.h>
#include <torch/csrc/jit/passes/frozen_ops_to_mkldnn.h>
#include <torch/csrc/jit/passes/graph_rewrite_helper.h>
#include <torch/version.h>

#include <algorithm>
#include <atomic>

namespace splitscope {

using torch::jit::Graph;
using torch::jit::Node;

namespace {

/// LibTorch 1.13's rewriting for oneDNN compares every tensor constant with every other: half a second for 500.
constexpr std::ptrdiff_t maxOptimizedConstants = 400;

std::ptrdiff_t tensorConstants(const Graph &graph)
{
    return std::count_if(graph.nodes().begin(), graph.nodes().end(), [](const Node *node) {
        return node->kind() == c10::prim::Constant && node->output()->type()->isSubtypeOf(*c10::TensorType::get());
    });
}

/// oneDNN's executions warn of resized tensors at each run, which is nobody's business.
class Silence : public c10::WarningHandler {
public:
#if TORCH_VERSION_MAJOR < 2
    using Guard = c10::Warning::WarningHandlerGuard;
    void process(const c10::SourceLocation &, const std::string &, bool) override { }
#else
    using Guard = c10::WarningUtils::WarningHandlerGuard;
    void process(const c10::Warning &) override { }
#endif
};

/// An addition that only a ReLU reads is one operation with it.
void fuseAddRelu(Graph &graph)
{
    std::vector<Node *> found;
    for (auto *node : graph.nodes()) {
        if (!isOperation(*node, "aten::relu"))
            continue;
        const auto *sum = node->inputs()[0];
        if (isOperation(*sum->node(), "aten::add") && sum->uses().size() == 1 && isFloatOfRank(*sum, 4)
            && sum->node()->inputs().size() == 3 && sameKind(*sum->node()->inputs()[0], *sum)
            && sameKind(*sum->node()->inputs()[1], *sum))
            found.push_back(node);
    }
    for (auto *node : found) {
        auto *sum = node->inputs()[0]->node();
        replaceNode(*node, *insertBefore(*sum, "aten::_add_relu", sum->inputs().vec(), *node->output()));
    }
}

bool readsAny(const Graph &graph, std::initializer_list<std::string_view> names)
{
    return std::any_of(graph.nodes().begin(), graph.nodes().end(), [&](const Node *node) {
        return std::any_of(names.begin(), names.end(), [&](auto name) { return isOperation(*node, name); });
    });
}

void fold(std::shared_ptr<Graph> &graph)
{
    leavePlace(*graph);
    torch::jit::graph_rewrite_helper::replaceConvolutionWithAtenConv(graph);
    torch::jit::OptimizeFrozenGraph(graph, /*optimize_numerics=*/true);
}

/// Null where nothing was packed, or nothing else than by the other packed kind.
std::shared_ptr<Graph> packed(std::shared_ptr<Graph> graph, Execution::Kind kind)
{
    const bool linears = readsAny(*graph, {"aten::linear", "aten::addmm"});
    const bool onlyConvolutions = kind == Execution::Kind::PackedConvolutions;
    if (!hasPackedOperators() || (onlyConvolutions && !linears))
        return nullptr;
    fold(graph);
    if (packOperators(*graph, {true, !onlyConvolutions}) == 0)
        return nullptr;
    fuseAddRelu(*graph);
    keepChannelsLast(*graph);
    torch::jit::EliminateDeadCode(graph);
    workInPlace(*graph);
    return graph;
}

/// Null where the kind is not worth trying on this graph.
std::shared_ptr<Graph> rewritten(const Graph &original, Execution::Kind kind)
{
    auto graph = const_cast<Graph &>(original).copy(); // copying changes nothing, but is not const in LibTorch 1.13
    switch (kind) {
    case Execution::Kind::Reference:
        return graph;
    case Execution::Kind::Packed:
    case Execution::Kind::PackedConvolutions:
        return packed(graph, kind);
    case Execution::Kind::Frozen:
        fold(graph);
        fuseAddRelu(*graph);
        torch::jit::EliminateDeadCode(graph);
        workInPlace(*graph);
        return graph;
    case Execution::Kind::Optimized:
        if (!readsAny(*graph, {"aten::conv1d", "aten::conv2d", "aten::conv3d", "aten::_convolution", "aten::linear"})
            || tensorConstants(*graph) > maxOptimizedConstants)
            return nullptr;
        fold(graph);
        torch::jit::ConvertFrozenOpsToMKLDNN(graph);
        torch::jit::EliminateDeadCode(graph);
        return graph;
    }
    return graph;
}

std::vector<std::string> namesOf(const Graph &graph)
{
    std::vector<std::string> names;
    for (const auto *node : graph.nodes()) {
        if (node->kind() != c10::prim::Constant)
            names.emplace_back(node->kind().toQualString());
    }
    return names;
}

std::atomic<int> rewrittenCopies{0};

constexpr std::pair<Execution::Kind, const char *> kindNames[]{{Execution::Kind::Reference, "reference"},
    {Execution::Kind::Frozen, "frozen"}, {Execution::Kind::Optimized, "optimized"},
    {Execution::Kind::Packed, "xnnpack"}, {Execution::Kind::PackedConvolutions, "xnnpack convolutions"}};

} // namespace

std::shared_ptr<const Execution> Execution::make(const Graph &graph, Kind kind)
{
    const auto ready = rewritten(graph, kind);
    return ready ? std::shared_ptr<const Execution>(new Execution(ready, kind)) : nullptr;
}

Execution::Execution(const std::shared_ptr<Graph> &graph, Kind kind)
    : m_kind(kind)
    , m_operations(namesOf(*graph))
    , m_code(graph, name(kind))
    , m_outputs(graph->outputs().size())
{
    if (m_kind != Kind::Reference)
        ++rewrittenCopies;
}

Execution::~Execution()
{
    if (m_kind != Kind::Reference)
        --rewrittenCopies;
}

int Execution::rewrittenAlive() { return rewrittenCopies; }

std::vector<at::Tensor> Execution::run(const std::vector<at::Tensor> &inputs) const
{
    const c10::InferenceMode guard;
    static Silence silence;
    const Silence::Guard quiet(&silence);
    torch::jit::Stack stack(inputs.begin(), inputs.end());
    torch::jit::InterpreterState(m_code).run(stack);
    std::vector<at::Tensor> outputs;
    for (std::size_t i = stack.size() - m_outputs; i < stack.size(); ++i)
        outputs.push_back(stack[i].toTensor());
    return outputs;
}

const char *Execution::name(Kind kind)
{
    return std::find_if(std::begin(kindNames), std::end(kindNames), [&](const auto &entry) {
        return entry.first == kind;
    })->second;
}

std::optional<Execution::Kind> Execution::kindNamed(std::string_view name)
{
    for (const auto &[kind, text] : kindNames) {
        if (text == name)
            return kind;
    }
    return std::nullopt;
}

const std::vector<Execution::Kind> &Execution::rewritingKinds()
{
    static const std::vector<Kind> kinds{Kind::Packed, Kind::PackedConvolutions, Kind::Frozen, Kind::Optimized};
    return kinds;
}

} // namespace splitscope
