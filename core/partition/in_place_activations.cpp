// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/in_place_activations.h"

#include "core/partition/graph_values.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace splitscope {

using torch::jit::Node;
using torch::jit::Value;

namespace {

/// Operations with an in-place form (its name and a final underscore), which writes to the first input.
const std::unordered_set<std::string> &withInPlaceForm()
{
    static const std::unordered_set<std::string> names{"aten::relu", "aten::relu6", "aten::hardtanh", "aten::clamp",
        "aten::clamp_min", "aten::sigmoid", "aten::hardsigmoid", "aten::hardswish", "aten::silu", "aten::gelu",
        "aten::tanh", "aten::leaky_relu", "aten::elu", "aten::add", "aten::mul", "aten::sub", "aten::div",
        "aten::_add_relu"};
    return names;
}

bool isCommutative(const std::string &name) { return name == "aten::mul" || name == "aten::_add_relu"; }

/// `a + alpha * b` is `b + a` only where alpha is 1.
bool mayTakeSecond(const Node &node)
{
    const std::string name = node.kind().toQualString();
    if (isCommutative(name))
        return true;
    return name == "aten::add" && node.inputs().size() == 3 && constantNumber(*node.inputs()[2]) == 1.0;
}

class LastUses {
public:
    explicit LastUses(torch::jit::Graph &graph)
    {
        for (auto *node : graph.nodes())
            m_place[node] = m_place.size();
    }

    /// Whether `node` is the last to read `value`, and no earlier reader keeps a view of it.
    bool isLast(const Node &node, const Value &value) const
    {
        return std::all_of(value.uses().begin(), value.uses().end(), [&](const torch::jit::Use &use) {
            if (use.user == &node)
                return true;
            const auto place = m_place.find(use.user); // a reader inside a block, or the graph's outputs, has none
            return place != m_place.end() && place->second < m_place.at(&node) && givesFreshMemory(*use.user);
        });
    }

private:
    std::unordered_map<const Node *, std::size_t> m_place;
};

bool readsTwice(const Node &node, const Value &value)
{
    return std::count(node.inputs().begin(), node.inputs().end(), &value) > 1;
}

/// Which input the node may write its result to.
std::optional<std::size_t> writableInput(
    const Node &node, const LastUses &uses, const std::unordered_set<const Value *> &written)
{
    const std::size_t tried = mayTakeSecond(node) ? 2 : 1;
    for (std::size_t i = 0; i < tried; ++i) {
        const auto &input = *node.inputs()[i];
        const bool ours = givesFreshMemory(*input.node()) || written.count(&input) > 0;
        if (ours && sameKind(input, *node.output()) && uses.isLast(node, input) && !readsTwice(node, input))
            return i;
    }
    return std::nullopt;
}

} // namespace

void leavePlace(torch::jit::Graph &graph)
{
    std::vector<Node *> found;
    for (auto *node : graph.nodes()) {
        std::string name = node->kind().toQualString();
        if (name.back() != '_' || node->outputs().size() != 1 || node->inputs().empty())
            continue;
        name.pop_back();
        const auto *target = node->inputs()[0];
        if (withInPlaceForm().count(name) > 0 && target->uses().size() == 1 && sameKind(*target, *node->output())
            && givesFreshMemory(*target->node()))
            found.push_back(node);
    }
    for (auto *node : found) {
        std::string name = node->kind().toQualString();
        name.pop_back();
        replaceNode(*node, *insertBefore(*node, name, node->inputs().vec(), *node->output()));
    }
}

void workInPlace(torch::jit::Graph &graph)
{
    const std::vector<Node *> nodes(graph.nodes().begin(), graph.nodes().end());
    const LastUses uses(graph);
    std::vector<std::pair<Node *, std::size_t>> found;
    std::unordered_set<const Value *> written; // outputs that will lie in memory which only they use
    for (auto *node : nodes) {
        if (node->outputs().size() != 1 || withInPlaceForm().count(node->kind().toQualString()) == 0)
            continue;
        if (const auto input = writableInput(*node, uses, written)) {
            found.emplace_back(node, *input);
            written.insert(node->output());
        }
    }
    for (const auto &[node, input] : found) {
        auto inputs = node->inputs().vec();
        std::swap(inputs[0], inputs[input]);
        replaceNode(
            *node, *insertBefore(*node, std::string(node->kind().toQualString()) + "_", inputs, *node->output()));
    }
}

} // namespace splitscope
