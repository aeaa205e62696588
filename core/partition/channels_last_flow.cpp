// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/channels_last_flow.h"

#include "core/partition/graph_values.h"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace splitscope {

using torch::jit::Node;
using torch::jit::Value;

namespace {

bool isPackedConvolution(const Node &node) { return isOperation(node, "prepacked::conv2d_clamp_run"); }

/// Operations whose result is channels-last where their four-dimensional inputs are.
bool keepsOrder(const Node &node)
{
    static const std::unordered_set<std::string> names{"aten::relu", "aten::relu6", "aten::hardtanh", "aten::clamp",
        "aten::clamp_min", "aten::sigmoid", "aten::hardsigmoid", "aten::hardswish", "aten::silu", "aten::gelu",
        "aten::tanh", "aten::leaky_relu", "aten::elu", "aten::add", "aten::mul", "aten::sub", "aten::div",
        "aten::_add_relu", "aten::max_pool2d", "aten::avg_pool2d", "aten::adaptive_avg_pool2d", "aten::batch_norm",
        "aten::upsample_bilinear2d", "aten::upsample_nearest2d", "aten::cat"};
    return names.count(node.kind().toQualString()) > 0;
}

/// Calls `use(value)` for each four-dimensional float tensor that the node reads, lists looked into.
template <typename Use>
void forEachPicture(const Node &node, const Use &use)
{
    for (auto *input : node.inputs()) {
        if (input->node()->kind() == c10::prim::ListConstruct)
            forEachPicture(*input->node(), use);
        else if (isFloatOfRank(*input, 4) && input->node()->kind() != c10::prim::Constant)
            use(input);
    }
}

class OrderFlow {
public:
    explicit OrderFlow(torch::jit::Graph &graph)
        : m_graph(graph)
        , m_nodes(graph.nodes().begin(), graph.nodes().end())
    {
    }

    void run()
    {
        for (auto node = m_nodes.rbegin(); node != m_nodes.rend(); ++node)
            markInputs(**node);
        if (m_wanted.empty())
            return;
        for (auto *input : m_graph.inputs()) {
            if (m_wanted.count(input) > 0)
                convert(*input, **m_graph.nodes().begin());
        }
        for (auto *node : m_nodes) {
            if (isPackedConvolution(*node) || keepsOrder(*node))
                continue;
            for (auto *output : node->outputs()) {
                if (m_wanted.count(output) > 0)
                    convert(*output, *node->next());
            }
        }
    }

private:
    /// What a packed convolution reads is wanted in channels-last order, and what an operation reads whose result is.
    void markInputs(const Node &node)
    {
        if (isPackedConvolution(node))
            m_wanted.insert(node.inputs()[0]);
        else if (keepsOrder(node) && m_wanted.count(node.output()) > 0)
            forEachPicture(node, [&](const Value *input) { m_wanted.insert(input); });
    }

    void convert(Value &value, Node &place)
    {
        auto *order = constantBefore(place, static_cast<std::int64_t>(at::MemoryFormat::ChannelsLast));
        auto *converted = insertBefore(place, "aten::contiguous", {&value, order}, value);
        auto *self = converted->node();
        value.replaceAllUsesAfterNodeWith(self, converted);
    }

    torch::jit::Graph &m_graph;
    std::vector<Node *> m_nodes;
    std::unordered_set<const Value *> m_wanted;
};

bool isReshape(const Node &node) { return isOperation(node, "aten::view") || isOperation(node, "aten::reshape"); }

/// The single reader of a value, or null.
Node *onlyUser(const Value &value) { return value.uses().size() == 1 ? value.uses().front().user : nullptr; }

/// A channel shuffle: [n, c, h, w] seen as [n, g, c/g, h, w], dimensions 1 and 2 swapped, seen as four dimensions
/// again.
struct Shuffle {
    Value *input = nullptr;
    Node *last = nullptr;
    std::vector<std::int64_t> sizes;
    std::int64_t groups = 0;
};

std::optional<Shuffle> shuffleFrom(Node &first)
{
    if (!isReshape(first) || !isFloatOfRank(*first.inputs()[0], 4))
        return std::nullopt;
    const auto sizes = knownSizes(*first.inputs()[0]);
    const auto split = knownSizes(*first.output());
    if (!sizes || !split || split->size() != 5 || (*split)[0] != (*sizes)[0] || (*split)[3] != (*sizes)[2]
        || (*split)[4] != (*sizes)[3])
        return std::nullopt;
    auto *swap = onlyUser(*first.output());
    if (!swap || !isOperation(*swap, "aten::transpose") || swap->inputs()[0] != first.output())
        return std::nullopt;
    const auto a = constantNumber(*swap->inputs()[1]);
    const auto b = constantNumber(*swap->inputs()[2]);
    if (!a || !b || *a * *b != 2.0 || *a + *b != 3.0)
        return std::nullopt;
    auto *last = onlyUser(*swap->output());
    if (last && isOperation(*last, "aten::contiguous"))
        last = onlyUser(*last->output());
    if (!last || !isReshape(*last) || knownSizes(*last->output()) != sizes)
        return std::nullopt;
    return Shuffle{first.inputs()[0], last, *sizes, (*split)[1]};
}

/// The same shuffle on [n, h, w, c], where the channels lie side by side.
void shuffleLastDimension(const Shuffle &shuffle)
{
    auto &place = *shuffle.last;
    const auto n = shuffle.sizes[0];
    const auto c = shuffle.sizes[1];
    const auto h = shuffle.sizes[2];
    const auto w = shuffle.sizes[3];
    using Numbers = std::vector<std::int64_t>;
    const auto numbers = [&](Numbers list) { return constantBefore(place, std::move(list)); };
    const auto number = [&](std::int64_t value) { return constantBefore(place, value); };
    const auto &like = *place.output();
    const auto typed = [&](Value *value, const Numbers &sizes) {
        value->setType(c10::TensorType::createContiguous(at::kFloat, at::kCPU, sizes));
        return value;
    };
    auto *order = number(static_cast<std::int64_t>(at::MemoryFormat::ChannelsLast));
    auto *input = insertBefore(place, "aten::contiguous", {shuffle.input, order}, like);
    auto *rows = typed(insertBefore(place, "aten::permute", {input, numbers({0, 2, 3, 1})}, like), {n, h, w, c});
    const Numbers split{n, h, w, shuffle.groups, c / shuffle.groups};
    auto *grouped = typed(insertBefore(place, "aten::reshape", {rows, numbers(split)}, like), split);
    auto *swapped = typed(insertBefore(place, "aten::transpose", {grouped, number(3), number(4)}, like),
        {n, h, w, c / shuffle.groups, shuffle.groups});
    auto *joined = typed(insertBefore(place, "aten::reshape", {swapped, numbers({n, h, w, c})}, like), {n, h, w, c});
    auto *back = insertBefore(place, "aten::permute", {joined, numbers({0, 3, 1, 2})}, like);
    replaceNode(place, *back);
}

/// A view of a channels-last tensor may need a copy, which only reshape makes.
void letViewsCopy(torch::jit::Graph &graph)
{
    const std::vector<Node *> nodes(graph.nodes().begin(), graph.nodes().end());
    for (auto *node : nodes) {
        if (isOperation(*node, "aten::view") && isFloatOfRank(*node->inputs()[0], 4) && node->inputs().size() == 2
            && node->inputs()[1]->type()->cast<c10::ListType>())
            replaceNode(*node, *insertBefore(*node, "aten::reshape", node->inputs().vec(), *node->output()));
    }
}

} // namespace

void keepChannelsLast(torch::jit::Graph &graph)
{
    const bool packed = std::any_of(
        graph.nodes().begin(), graph.nodes().end(), [](const Node *node) { return isPackedConvolution(*node); });
    if (!packed)
        return;
    std::vector<Shuffle> shuffles;
    for (auto *node : graph.nodes()) {
        if (const auto shuffle = shuffleFrom(*node))
            shuffles.push_back(*shuffle);
    }
    for (const auto &shuffle : shuffles)
        shuffleLastDimension(shuffle);
    letViewsCopy(graph);
    OrderFlow(graph).run();
}

} // namespace splitscope
