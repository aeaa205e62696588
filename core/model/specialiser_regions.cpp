// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the walk that leaves an `if` or loop whole.
#include "core/graph/error.h"
#include "core/model/counting.h"
#include "core/model/module_path.h"
#include "core/model/node_execution.h"
#include "core/model/specialiser.h"

#include <algorithm>

namespace splitscope {

using torch::jit::Block;
using torch::jit::Node;
using torch::jit::Value;

namespace {

/// Whether anything inside writes to a list or dict.
bool writesContainers(const Node &node)
{
    for (const auto *block : node.blocks()) {
        for (const auto *inner : block->nodes()) {
            const auto written = writtenInputs(*inner);
            const bool here = std::any_of(written.begin(), written.end(),
                [&](std::size_t i) { return !inner->inputs()[i]->type()->isSubtypeOf(*c10::TensorType::get()); });
            if (here || writesContainers(*inner))
                return true;
        }
    }
    return false;
}

/// Whether anything inside writes at all, so that running it has effects beyond its outputs.
bool writesAnything(const Block &block)
{
    return std::any_of(block.nodes().begin(), block.nodes().end(), [](const Node *node) {
        return !writtenInputs(*node).empty() || node->kind() == c10::prim::SetAttr
            || std::any_of(node->blocks().begin(), node->blocks().end(),
                [](const Block *inner) { return writesAnything(*inner); });
    });
}

/// Whether the value was made before the region.
bool isOutside(const Value &value, const Node &region)
{
    for (const auto *block = value.node()->owningBlock(); block; block = block->owningNode()->owningBlock()) {
        if (block->owningNode() == &region)
            return false;
        if (!block->owningNode() || !block->owningNode()->owningBlock())
            break;
    }
    return true;
}

/// The same memory as a tensor of its own: what a region gives is another value than what it was given, although on the
/// sample it may be the same tensor.
Slot detached(const Slot &slot)
{
    return slot.value.isTensor() && slot.value.toTensor().defined() ? Slot{slot.value.toTensor().detach()}
                                                                    : Slot{slot.value};
}

} // namespace

/// The lists and dicts that a region may write to are computed from here on, as they are before it.
void Specialiser::makeContainersComputed(const Node &region)
{
    for (const auto *block : region.blocks()) {
        for (const auto *node : block->nodes()) {
            for (const auto *input : node->inputs()) {
                const auto found = m_environment.find(input);
                if (found != m_environment.end() && isOutside(*input, region)
                    && (found->second.value.isList() || found->second.value.isGenericDict()))
                    m_recorder->makeComputed(found->second);
            }
            makeContainersComputed(*node);
        }
    }
}

/// Runs a region on the sample without writing its operations down, then adds it as one operation.
void Specialiser::runRegion(Node &node)
{
    RegionFacts region;
    region.changesContainers = writesContainers(node);
    if (region.changesContainers)
        makeContainersComputed(node);
    m_region = &region;
    if (node.kind() == c10::prim::If)
        runIf(node);
    else
        runLoop(node);
    std::vector<Slot> outputs;
    for (const auto *output : node.outputs())
        outputs.push_back(detached(m_environment.at(output)));
    if (node.kind() == c10::prim::If) {
        auto *other = node.blocks()[m_environment.at(node.input()).value.toBool() ? 1 : 0];
        region.fixedShapes = region.fixedShapes && otherBranchFits(*other, outputs);
    }
    m_region = nullptr;
    region.facts.warning = std::string("which path it takes, and so its cost, depends on the values of tensors; the "
                                       "figures are those of ")
        + (node.kind() == c10::prim::If ? "the branch" : "the rounds") + " that ran on the sample.";
    const auto readAttribute = [&](const c10::IValue &object, const std::string &name) {
        const auto slot = attribute(object, name, modulePath(node, *m_module.type()));
        if (region.changesContainers && (slot.value.isList() || slot.value.isGenericDict()))
            throw Unfollowable{"it may change a list of a module on a path that depends on values"};
        return slot;
    };
    const RegionSurroundings surroundings{
        [this](const Value *value) { return m_environment.at(value); }, readAttribute};
    m_recorder->recordRegion(node, surroundings, region, outputs);
    for (std::size_t i = 0; i < outputs.size(); ++i)
        m_environment[node.outputs()[i]] = outputs[i];
}

/// Whether the branch that was not taken gives tensors of the same sizes. One that does not return (it raises an error)
/// gives none.
bool Specialiser::otherBranchFits(Block &block, const std::vector<Slot> &outputs)
{
    if (outputs.empty())
        return true;
    if (writesAnything(block))
        return false;
    const auto facts = *m_region;
    const auto around = m_around.size();
    bool fits = true;
    try {
        runBlock(block);
        for (std::size_t i = 0; i < outputs.size(); ++i)
            fits = fits && sameSizes(m_environment.at(block.outputs()[i]).value, outputs[i].value);
    } catch (const Failure &) {
        fits = std::any_of(block.nodes().begin(), block.nodes().end(),
            [](const Node *node) { return node->kind() == c10::prim::RaiseException; });
    }
    m_around.resize(around); // an error left the `if`s and loops that it came out of
    const bool fixed = m_region->fixedShapes;
    *m_region = facts; // its cost is not that of the sample
    return fits && fixed;
}

void Specialiser::noteInRegion(const Node &node, const std::vector<Slot> &inputs, const std::vector<Slot> &outputs)
{
    auto &facts = m_region->facts;
    const auto macs = countMacs(node, valuesOf(inputs), valuesOf(outputs));
    facts.macs += macs;
    facts.movedBytes += macs > 0 ? 0 : countMovedBytes(valuesOf(inputs), valuesOf(outputs));
    const auto written = writtenInputs(node);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const bool writes = std::find(written.begin(), written.end(), i) != written.end();
        m_recorder->addParameters(inputs[i].value, facts);
        m_recorder->addMemory(inputs[i].value, writes, m_region->touched);
    }
    const bool readsTensor =
        std::any_of(inputs.begin(), inputs.end(), [](const Slot &input) { return input.value.isTensor(); });
    if (sizesByValue(node, valuesOf(inputs)) || (readsTensor && readsValues(node)))
        m_region->fixedShapes = false; // numbers taken from values may become sizes
}

} // namespace splitscope
