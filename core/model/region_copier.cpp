// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/region_copier.h"

#include <unordered_map>

namespace splitscope {

using torch::jit::Block;
using torch::jit::Node;
using torch::jit::Value;

namespace {

class RegionCopier {
public:
    RegionCopier(torch::jit::Graph &graph, const RegionSurroundings &surroundings,
        const std::function<Value *(const Slot &)> &capture)
        : m_graph(graph)
        , m_surroundings(surroundings)
        , m_capture(capture)
    {
    }

    Node *copy(Node &node)
    {
        std::vector<Value *> inputs;
        for (const auto *input : node.inputs())
            inputs.push_back(copied(input));
        auto *result = m_graph.create(node.kind(), inputs, node.outputs().size());
        result->copyAttributes(node);
        result->setSourceRange(node.sourceRange());
        for (auto *block : node.blocks())
            fill(*block, *result->addBlock());
        for (std::size_t i = 0; i < node.outputs().size(); ++i) {
            result->outputs()[i]->setType(node.outputs()[i]->type());
            m_copies[node.outputs()[i]] = result->outputs()[i];
        }
        return result;
    }

private:
    void fill(Block &from, Block &to)
    {
        for (const auto *input : from.inputs()) {
            auto *value = to.addInput();
            value->setType(input->type());
            m_copies[input] = value;
        }
        for (auto *node : from.nodes()) {
            if (node->kind() == c10::prim::SetAttr)
                throw Unfollowable{"it changes an attribute of a module on a path that depends on values"};
            if (node->kind() == c10::prim::GetAttr)
                m_known[node->output()] =
                    m_surroundings.attribute(known(node->input()).value, node->s(c10::attr::name));
            else
                to.appendNode(copy(*node));
        }
        for (const auto *output : from.outputs())
            to.registerOutput(copied(output));
    }

    Slot known(const Value *value) const
    {
        const auto found = m_known.find(value);
        return found == m_known.end() ? m_surroundings.outside(value) : found->second;
    }

    Value *copied(const Value *value)
    {
        auto &copy = m_copies[value];
        if (!copy)
            copy = m_capture(known(value));
        return copy;
    }

    torch::jit::Graph &m_graph;
    const RegionSurroundings &m_surroundings;
    const std::function<Value *(const Slot &)> &m_capture;
    std::unordered_map<const Value *, Value *> m_copies;
    std::unordered_map<const Value *, Slot> m_known;
};

} // namespace

Node *copyRegion(torch::jit::Graph &graph, Node &region, const RegionSurroundings &surroundings,
    const std::function<Value *(const Slot &)> &capture)
{
    // What it reads is inserted at the graph's end while it is copied, hence before it.
    return graph.insertNode(RegionCopier(graph, surroundings, capture).copy(region));
}

} // namespace splitscope
