// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/layer_runner.h"

#include "core/model/flat_program.h"
#include "core/profile/stopwatch.h"

#include <algorithm>

namespace splitscope {

using torch::jit::Node;
using torch::jit::Value;

namespace {

/// The operation of the straight line that a node belongs to: itself, or what encloses it.
const Node *outermost(const Node *node, const torch::jit::Graph &graph)
{
    while (node->owningBlock() != graph.block() && node->owningBlock()->owningNode())
        node = node->owningBlock()->owningNode();
    return node;
}

} // namespace

class LayerRunner::Builder {
public:
    Builder(LayerRunner &runner, const FlatProgram &program)
        : m_runner(runner)
        , m_program(program)
    {
    }

    void build(std::size_t layers)
    {
        for (auto *input : m_program.graph->inputs())
            m_runner.m_inputs.push_back(slotOf(input));
        std::vector<std::vector<Node *>> nodes(layers);
        for (auto *node : m_program.nodes)
            nodes[static_cast<std::size_t>(m_program.layerOf.at(node))].push_back(node);
        for (const auto &layer : nodes)
            addStep(layer);
        markLastReads();
    }

private:
    Slot slotOf(const Value *value)
    {
        return m_slots.emplace(value, m_runner.m_slots).second ? m_runner.m_slots++ : m_slots.at(value);
    }

    void addStep(const std::vector<Node *> &nodes)
    {
        const auto graph = std::make_shared<torch::jit::Graph>();
        std::unordered_map<const Value *, Value *> here;
        std::vector<Read> reads;
        std::vector<Slot> writes;
        const auto lookUp = [&](Value *flat) {
            auto &value = here[flat];
            if (value)
                return value;
            if (flat->node()->kind() == c10::prim::Constant) {
                value = graph->insertNode(graph->createClone(flat->node(), [](Value *v) { return v; }))->output();
            } else {
                value = graph->addInput();
                value->setType(flat->type());
                reads.push_back({slotOf(flat), false});
            }
            return value;
        };
        for (auto *node : nodes) {
            auto *copy = graph->insertNode(graph->createClone(node, lookUp));
            for (std::size_t i = 0; i < node->outputs().size(); ++i)
                here[node->outputs()[i]] = copy->outputs()[i];
        }
        for (auto *node : nodes) {
            for (auto *output : node->outputs()) {
                if (!readByOthers(*output, nodes))
                    continue;
                graph->registerOutput(here.at(output));
                writes.push_back(slotOf(output));
            }
        }
        m_runner.m_steps.push_back({torch::jit::Code(graph, "layer"), std::move(reads), std::move(writes)});
    }

    bool readByOthers(const Value &value, const std::vector<Node *> &nodes) const
    {
        const auto &uses = value.uses();
        return std::any_of(uses.begin(), uses.end(), [&](const torch::jit::Use &use) {
            const auto *reader = outermost(use.user, *m_program.graph);
            return reader->kind() != c10::prim::Return && std::find(nodes.begin(), nodes.end(), reader) == nodes.end();
        });
    }

    void markLastReads()
    {
        std::vector<bool> readLater(m_runner.m_slots, false);
        for (auto step = m_runner.m_steps.rbegin(); step != m_runner.m_steps.rend(); ++step) {
            for (auto &read : step->reads) {
                read.last = !readLater[read.slot];
                readLater[read.slot] = true;
            }
        }
    }

    LayerRunner &m_runner;
    const FlatProgram &m_program;
    std::unordered_map<const Value *, Slot> m_slots;
};

LayerRunner::LayerRunner(std::shared_ptr<const Model> model)
    : m_model(std::move(model))
{
    Builder(*this, m_model->program()).build(static_cast<std::size_t>(m_model->graph().size()));
}

std::vector<double> LayerRunner::run(const std::vector<at::Tensor> &inputs) const
{
    const c10::InferenceMode guard;
    std::vector<c10::IValue> slots(m_slots);
    for (std::size_t i = 0; i < m_inputs.size(); ++i)
        slots[m_inputs[i]] = inputs.at(i);
    std::vector<double> times;
    torch::jit::Stack stack;
    for (const auto &step : m_steps) {
        stack.clear();
        for (const auto &read : step.reads) {
            if (read.last)
                stack.push_back(std::move(slots[read.slot]));
            else
                stack.push_back(slots[read.slot]);
        }
        const Stopwatch watch;
        torch::jit::InterpreterState(step.code).run(stack);
        times.push_back(watch.elapsedMs());
        const auto first = stack.size() - step.writes.size();
        for (std::size_t i = 0; i < step.writes.size(); ++i)
            slots[step.writes[i]] = std::move(stack[first + i]);
    }
    return times;
}

} // namespace splitscope
