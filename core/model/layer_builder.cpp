// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/layer_builder.h"

#include "core/graph/error.h"
#include "core/model/layer_groups.h"

#include <algorithm>
#include <map>
#include <queue>
#include <set>

namespace splitscope {

using torch::jit::Node;
using torch::jit::Value;

namespace {

/// Layer names keep to [A-Za-z0-9_.:/-], so that a cut can be written on a command line.
std::string plainText(std::string text)
{
    for (auto &c : text) {
        const bool plain =
            std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == ':' || c == '/' || c == '-';
        if (!plain)
            c = '-';
    }
    return text;
}

std::string shortName(const std::string &module, const std::string &op)
{
    if (module.empty())
        return op;
    const auto last = module.rfind('.');
    const auto before = last == std::string::npos || last == 0 ? std::string::npos : module.rfind('.', last - 1);
    return before == std::string::npos ? module : module.substr(before + 1);
}

std::string operation(const Node &node)
{
    if (node.kind() == c10::prim::If)
        return "if";
    if (node.kind() == c10::prim::Loop)
        return "loop";
    const std::string name = node.kind().toUnqualString();
    if (name != "_convolution" && name != "convolution")
        return name;
    // What a traced module calls by one name, a scripted one calls by three: ids must not differ.
    const auto stride = torch::jit::constant_as<c10::List<std::int64_t>>(node.inputs()[3]);
    const bool transposed = torch::jit::constant_as<bool>(node.inputs()[6]).value_or(false);
    return (transposed ? "conv_transpose" : "conv") + std::to_string(stride ? stride->size() : 2) + "d";
}

class Builder {
public:
    Builder(FlatProgram &program, const std::vector<std::string> &inputNames)
        : m_program(program)
        , m_inputNames(inputNames)
        , m_groups(program)
    {
    }

    LayerGraph build()
    {
        const auto groups = sorted();
        for (std::size_t i = 0; i < groups.size(); ++i) {
            for (const auto *node : groups[i])
                m_program.layerOf[node] = static_cast<int>(i);
        }
        m_program.layerOutputs.assign(groups.size(), {});
        std::vector<LayerGraph::Input> inputs;
        for (std::size_t i = 0; i < m_program.graph->inputs().size(); ++i) {
            auto *value = m_program.graph->inputs()[i];
            m_tensors[value] = {TensorRef::input, static_cast<int>(i)};
            inputs.push_back({m_inputNames.at(i), m_program.info.at(value)});
        }
        std::vector<Layer> layers;
        for (const auto &group : groups)
            layers.push_back(layer(group, static_cast<int>(layers.size())));
        std::vector<ModelOutput> outputs;
        for (std::size_t i = 0; i < m_program.graph->outputs().size(); ++i) {
            auto *value = m_program.graph->outputs()[i];
            outputs.push_back({m_program.outputKeys[i], m_tensors.at(value), m_program.info.at(value)});
        }
        return {std::move(inputs), std::move(layers), std::move(outputs)};
    }

private:
    using Group = std::vector<const Node *>;

    /// Groups in topological order; among those ready, the one whose first operation comes first.
    std::vector<Group> sorted() const
    {
        std::map<int, Group> members; // by the group's number, which is its first node's position
        std::map<const Node *, int> groupOf;
        for (std::size_t i = 0; i < m_program.nodes.size(); ++i)
            members[m_groups.first(static_cast<int>(i))].push_back(m_program.nodes[i]);
        for (const auto &[number, group] : members) {
            for (const auto *node : group)
                groupOf[node] = number;
        }
        std::map<int, std::set<int>> next;
        std::map<int, int> waitsFor;
        const auto connect = [&](const Node *before, const Node *after) {
            const auto from = groupOf.find(before);
            const auto to = groupOf.find(after);
            if (from != groupOf.end() && to != groupOf.end() && from->second != to->second
                && next[from->second].insert(to->second).second)
                ++waitsFor[to->second];
        };
        for (const auto *node : m_program.nodes) {
            for (const auto *input : valuesRead(*node))
                connect(input->node(), node);
        }
        for (const auto &[before, after] : m_program.order)
            connect(before, after);
        std::priority_queue<int, std::vector<int>, std::greater<>> ready;
        for (const auto &[number, group] : members) {
            if (waitsFor[number] == 0)
                ready.push(number);
        }
        std::vector<Group> order;
        while (!ready.empty()) {
            const auto number = ready.top();
            ready.pop();
            order.push_back(members.at(number));
            for (const auto other : next[number]) {
                if (--waitsFor[other] == 0)
                    ready.push(other);
            }
        }
        if (order.size() != members.size())
            throw Failure(ErrorCode::Internal, {{"why", "in-place changes tie the model's layers into a circle."}});
        return order;
    }

    Layer layer(const Group &group, int index)
    {
        Layer layer;
        const auto *main = mainNode(group);
        layer.module = m_program.facts.at(main).module;
        for (const auto *node : group)
            addNode(layer, *node, index);
        const std::string op = operation(*main);
        layer.op = operations(group);
        layer.name = shortName(layer.module, op);
        const auto stem = plainText(layer.module.empty() ? op : layer.module + ":" + op);
        const auto count = ++m_used[stem];
        layer.id = count == 1 ? stem : stem + ":" + std::to_string(count);
        return layer;
    }

    void addNode(Layer &layer, const Node &node, int index)
    {
        const auto &facts = m_program.facts.at(&node);
        layer.macs += facts.macs;
        if (layer.warning.empty())
            layer.warning = facts.warning;
        layer.movedBytes += facts.movedBytes;
        for (const auto &weight : facts.weights) {
            if (m_countedWeights.insert(weight.identity).second)
                layer.parameters += weight.elements;
        }
        for (const auto *input : valuesRead(node)) {
            const auto found = m_tensors.find(input);
            if (found == m_tensors.end() || found->second.layer == index)
                continue;
            if (std::find(layer.inputs.begin(), layer.inputs.end(), found->second) == layer.inputs.end())
                layer.inputs.push_back(found->second);
        }
        for (const auto &[before, after] : m_program.order) {
            const auto other = m_program.layerOf.find(before);
            if (after == &node && other != m_program.layerOf.end() && other->second != index)
                layer.after.push_back(other->second);
        }
        for (auto *output : node.outputs()) {
            if (!m_program.info.count(output) || !readOutside(*output, index))
                continue;
            m_tensors[output] = {index, static_cast<int>(layer.outputs.size())};
            layer.outputs.push_back(m_program.info.at(output));
            m_program.layerOutputs[static_cast<std::size_t>(index)].push_back(const_cast<Value *>(output));
            if (const auto why = m_program.uncuttable.find(output); why != m_program.uncuttable.end())
                layer.uncuttable = why->second;
        }
    }

    bool readOutside(const Value &value, int index) const
    {
        return std::any_of(value.uses().begin(), value.uses().end(), [&](const torch::jit::Use &use) {
            const auto found = m_program.layerOf.find(flatNode(use.user));
            return found == m_program.layerOf.end() || found->second != index; // not found: the graph's outputs
        });
    }

    const Node *mainNode(const Group &group) const
    {
        const auto weight = [&](const Node *node) {
            return std::make_pair(m_program.facts.at(node).macs, -LayerGroups::isGlue(*node));
        };
        return *std::max_element(
            group.begin(), group.end(), [&](const Node *a, const Node *b) { return weight(a) < weight(b); });
    }

    static std::string operations(const Group &group)
    {
        std::string text;
        for (const auto *node : group) {
            if (group.size() > 1 && LayerGroups::isGlue(*node))
                continue;
            if (!text.empty())
                text += '+';
            text += operation(*node);
        }
        return text.empty() ? operation(*group.front()) : text;
    }

    FlatProgram &m_program;
    const std::vector<std::string> &m_inputNames;
    LayerGroups m_groups;
    std::unordered_map<const Value *, TensorRef> m_tensors;
    std::set<const void *> m_countedWeights;
    std::map<std::string, int> m_used;
};

} // namespace

LayerGraph buildLayers(FlatProgram &program, const std::vector<std::string> &inputNames)
{
    return Builder(program, inputNames).build();
}

} // namespace splitscope
