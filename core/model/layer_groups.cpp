// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/layer_groups.h"

#include <algorithm>
#include <set>
#include <string>

namespace splitscope {

using torch::jit::Node;

namespace {

bool isOneOf(const Node &node, const std::set<std::string> &names)
{
    std::string name = node.kind().toQualString();
    if (name.size() > 1 && name.back() == '_')
        name.pop_back(); // the in-place form
    return names.count(name) > 0;
}

/// A number, list or tensor of no dimension.
bool isNumber(const FlatProgram &program, const torch::jit::Value &value)
{
    const auto info = program.info.find(&value);
    return info == program.info.end() || info->second.shape.empty();
}

/// Arithmetic on numbers that depend on values, and lists: what only serves the operation that reads it.
bool isArithmetic(const FlatProgram &program, const Node &node)
{
    const auto number = [&](const torch::jit::Value *value) { return isNumber(program, *value); };
    const bool givesNoTensor = std::none_of(node.outputs().begin(), node.outputs().end(),
        [](const torch::jit::Value *output) { return output->type()->isSubtypeOf(*c10::TensorType::get()); });
    return givesNoTensor
        || (std::all_of(node.outputs().begin(), node.outputs().end(), number)
            && std::all_of(node.inputs().begin(), node.inputs().end(), number));
}

} // namespace

bool LayerGroups::isGlue(const Node &node)
{
    static const std::set<std::string> names{"prim::ListConstruct", "prim::ListUnpack", "aten::view", "aten::reshape",
        "aten::flatten", "aten::unflatten", "aten::permute", "aten::transpose", "aten::t", "aten::squeeze",
        "aten::unsqueeze", "aten::expand", "aten::expand_as", "aten::contiguous", "aten::to", "aten::type_as",
        "aten::select", "aten::slice", "aten::narrow", "aten::clone", "aten::detach", "aten::alias", "aten::view_as",
        "aten::reshape_as", "aten::movedim", "aten::swapaxes", "aten::numpy_T"};
    return isOneOf(node, names);
}

bool LayerGroups::isEpilogue(const Node &node)
{
    static const std::set<std::string> names{"aten::batch_norm", "aten::instance_norm", "aten::group_norm",
        "aten::layer_norm", "aten::relu", "aten::relu6", "aten::leaky_relu", "aten::prelu", "aten::elu", "aten::selu",
        "aten::celu", "aten::gelu", "aten::silu", "aten::mish", "aten::sigmoid", "aten::tanh", "aten::hardtanh",
        "aten::hardswish", "aten::hardsigmoid", "aten::softplus", "aten::softmax", "aten::log_softmax", "aten::dropout",
        "aten::feature_dropout", "aten::clamp", "aten::clamp_min", "aten::clamp_max", "aten::threshold", "aten::exp",
        "aten::rsqrt", "aten::sqrt", "aten::log", "aten::abs", "aten::neg"};
    return isOneOf(node, names);
}

LayerGroups::LayerGroups(const FlatProgram &program)
    : m_program(program)
{
    for (std::size_t i = 0; i < program.nodes.size(); ++i) {
        m_position[program.nodes[i]] = static_cast<int>(i);
        m_parent.push_back(static_cast<int>(i));
        m_members.push_back({static_cast<int>(i)});
    }
    for (const auto &[before, after] : program.order) {
        m_tied.insert(before);
        m_tied.insert(after);
    }
    for (std::size_t i = 0; i < program.nodes.size(); ++i) {
        const auto *node = program.nodes[i];
        if (!isEpilogue(*node) && node->kind() != c10::prim::ListUnpack)
            continue;
        const auto producer = onlyProducer(*node);
        if (producer && onlyReader(first(*producer)) == first(static_cast<int>(i)))
            join(*producer, static_cast<int>(i));
    }
    for (int i = static_cast<int>(program.nodes.size()) - 1; i >= 0; --i) {
        const auto *node = program.nodes[static_cast<std::size_t>(i)];
        if (!isGlue(*node) && !isArithmetic(program, *node))
            continue;
        if (const auto reader = onlyReader(first(i))) {
            join(i, *reader);
        } else if (const auto producer = onlyProducer(*node); producer && onlyReader(first(*producer)) == first(i)) {
            join(*producer, i);
        }
    }
}

int LayerGroups::first(int position) const
{
    while (m_parent[static_cast<std::size_t>(position)] != position)
        position = m_parent[static_cast<std::size_t>(position)];
    return position;
}

/// The one other group that reads anything of this group, if there is exactly one and the model does not return any of
/// it.
std::optional<int> LayerGroups::onlyReader(int group) const
{
    std::optional<int> reader;
    for (const auto member : m_members[static_cast<std::size_t>(group)]) {
        for (const auto *output : m_program.nodes[static_cast<std::size_t>(member)]->outputs()) {
            for (const auto &use : output->uses()) {
                const auto found = m_position.find(flatNode(use.user));
                if (found == m_position.end())
                    return std::nullopt;
                const auto other = first(found->second);
                if (other == group)
                    continue;
                if (reader && *reader != other)
                    return std::nullopt;
                reader = other;
            }
        }
    }
    return reader;
}

/// The one node whose result this node reads, constants and model inputs aside.
std::optional<int> LayerGroups::onlyProducer(const Node &node) const
{
    std::optional<int> producer;
    for (const auto *input : valuesRead(node)) {
        const auto found = m_position.find(input->node());
        if (found == m_position.end())
            continue;
        if (producer && *producer != found->second)
            return std::nullopt;
        producer = found->second;
    }
    return producer;
}

void LayerGroups::join(int a, int b)
{
    // Operations whose order is fixed by in-place changes stay alone: joined, they could wait for each other.
    if (m_tied.count(m_program.nodes[static_cast<std::size_t>(a)]) > 0
        || m_tied.count(m_program.nodes[static_cast<std::size_t>(b)]) > 0)
        return;
    a = first(a);
    b = first(b);
    if (a == b)
        return;
    const auto low = static_cast<std::size_t>(std::min(a, b));
    const auto high = static_cast<std::size_t>(std::max(a, b));
    m_parent[high] = static_cast<int>(low);
    m_members[low].insert(m_members[low].end(), m_members[high].begin(), m_members[high].end());
    m_members[high].clear();
}

} // namespace splitscope
