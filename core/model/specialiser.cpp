// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/specialiser.h"

#include "core/graph/error.h"
#include "core/model/module_path.h"
#include "core/model/node_execution.h"
#include "core/model/tensor_walk.h"

#include <ATen/Parallel.h>
#include <torch/csrc/jit/passes/inline_fork_wait.h>
#include <torch/csrc/jit/passes/inliner.h>

#include <algorithm>
#include <set>

namespace splitscope {

using torch::jit::Block;
using torch::jit::Node;
using torch::jit::Stack;
using torch::jit::Value;

namespace {

std::string shapesOf(const std::vector<c10::IValue> &values, const char *separator)
{
    std::string text;
    for (const auto &value : values) {
        if (value.isTensor() && value.toTensor().defined())
            text += (text.empty() ? "" : separator) + shapeText(value.toTensor().sizes().vec());
    }
    return text;
}

} // namespace

Specialiser::Specialiser(torch::jit::Module module, std::string method, std::string file)
    : m_module(std::move(module))
    , m_method(std::move(method))
    , m_file(std::move(file))
{
    for (const auto &tensor : m_module.parameters())
        m_moduleStorages.insert(tensor.storage().unsafeGetStorageImpl());
    for (const auto &tensor : m_module.buffers())
        m_moduleStorages.insert(tensor.storage().unsafeGetStorageImpl());
}

void Specialiser::unsupported(const std::string &why) const
{
    throw Failure(ErrorCode::ModelUnsupported, {{"file", m_file}, {"why", why}});
}

/// Leaves the smallest `if` or loop around the present place whole and starts again.
void Specialiser::keepWhole(const std::string &why)
{
    if (m_around.empty())
        unsupported(why + ", which cannot be cut or replayed.");
    m_whole.insert(m_around.back());
    throw Again{};
}

FlatProgram Specialiser::run(const std::vector<c10::IValue> &arguments)
{
    at::internal::lazy_init_num_threads(); // also for kernels that ask OpenMP itself
    m_inputShapes = shapesOf(arguments, ";");
    const c10::InferenceMode guard;
    m_graph = m_module.get_method(m_method).graph()->copy();
    torch::jit::Inline(*m_graph);
    torch::jit::InlineForkWait(m_graph);
    constexpr int mostWalks = 1000; // each learns of one place more; a model has fewer such places
    for (int i = 0; i < mostWalks; ++i) {
        try {
            return walk(arguments);
        } catch (const Again &) {
            continue;
        }
    }
    unsupported("what it changes in place could not be followed.");
}

FlatProgram Specialiser::walk(const std::vector<c10::IValue> &arguments)
{
    m_recorder.emplace(m_module);
    m_environment.clear();
    m_changedAttributes.clear();
    m_stateCopies.clear();
    m_quiet.clear();
    m_around.clear();
    m_alive.clear();
    m_region = nullptr;
    m_stateful = !m_state.empty();

    m_environment[m_graph->inputs()[0]] = {m_module._ivalue()};
    addInputs(arguments);
    try {
        runBlock(*m_graph->block());
        if (m_graph->outputs().size() != 1)
            unsupported("its method " + m_method + " does not return one value.");
        if (!m_recorder->addOutputs(m_environment.at(m_graph->outputs()[0])))
            unsupported("no output depends on its inputs.");
    } catch (const Unfollowable &problem) {
        keepWhole(problem.why);
    }
    if (!m_copyInputs && m_recorder->changesInput()) {
        m_copyInputs = true; // it changes its input in place: let it change a copy
        throw Again{};
    }
    auto program = m_recorder->finish();
    program.stateful = m_stateful;
    return program;
}

void Specialiser::addInputs(const std::vector<c10::IValue> &arguments)
{
    if (arguments.size() + 1 != m_graph->inputs().size())
        unsupported("its method " + m_method + " takes " + std::to_string(m_graph->inputs().size() - 1)
            + " arguments, not " + std::to_string(arguments.size()) + ".");
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        auto argument = arguments[i];
        if (argument.isTensor() && argument.toTensor().defined())
            argument = m_recorder->addInput(argument.toTensor(), m_copyInputs);
        m_alive.push_back(argument);
        m_environment[m_graph->inputs()[i + 1]] = {argument};
    }
}

void Specialiser::runBlock(Block &block)
{
    for (auto *node : block.nodes())
        runNode(*node);
}

void Specialiser::runNode(Node &node)
{
    if (node.kind() == c10::prim::If || node.kind() == c10::prim::Loop) {
        const auto decides = node.kind() == c10::prim::If ? node.inputs().slice(0, 1) : node.inputs().slice(0, 2);
        const bool dynamic = std::any_of(decides.begin(), decides.end(),
            [&](const Value *input) { return m_recorder->depends(m_environment.at(input)); });
        if (!m_region && (dynamic || m_whole.count(&node) > 0))
            return runRegion(node);
        m_around.push_back(&node);
        if (node.kind() == c10::prim::If)
            runIf(node);
        else
            runLoop(node);
        m_around.pop_back();
        return;
    }
    if (!onlyTells(node) && !runAttribute(node))
        runOperation(node);
}

void Specialiser::runIf(Node &node)
{
    auto *block = node.blocks()[m_environment.at(node.input()).value.toBool() ? 0 : 1];
    runBlock(*block);
    for (std::size_t i = 0; i < node.outputs().size(); ++i)
        m_environment[node.outputs()[i]] = m_environment.at(block->outputs()[i]);
}

void Specialiser::runLoop(Node &node)
{
    auto *body = node.blocks()[0];
    const auto trips = m_environment.at(node.inputs()[0]).value.toInt();
    bool again = m_environment.at(node.inputs()[1]).value.toBool();
    std::vector<Slot> carried;
    for (std::size_t i = 2; i < node.inputs().size(); ++i)
        carried.push_back(m_environment.at(node.inputs()[i]));
    const auto before = carried;
    for (std::int64_t trip = 0; again && trip < trips; ++trip) {
        m_environment[body->inputs()[0]] = {trip};
        for (std::size_t i = 0; i < carried.size(); ++i)
            m_environment[body->inputs()[i + 1]] = carried[i];
        runBlock(*body);
        const auto &condition = m_environment.at(body->outputs()[0]);
        if (!m_region && m_recorder->depends(condition)) {
            m_whole.insert(&node); // it ends when values say so
            throw Again{};
        }
        again = condition.value.toBool();
        for (std::size_t i = 0; i < carried.size(); ++i)
            carried[i] = m_environment.at(body->outputs()[i + 1]);
    }
    for (std::size_t i = 0; i < carried.size(); ++i) {
        m_environment[node.outputs()[i]] = carried[i];
        if (m_region && !sameSizes(before[i].value, carried[i].value))
            m_region->fixedShapes = false;
    }
}

/// Attributes are read from the module; what the method writes is seen by its later reads but never reaches the module.
bool Specialiser::runAttribute(const Node &node)
{
    if (node.kind() == c10::prim::GetAttr) {
        const auto &object = m_environment.at(node.inputs()[0]).value;
        m_environment[node.output()] = attribute(object, node.s(c10::attr::name), modulePath(node, *m_module.type()));
        return true;
    }
    if (node.kind() != c10::prim::SetAttr)
        return false;
    const auto object = m_environment.at(node.inputs()[0]).value.toObject();
    m_changedAttributes[{object.get(), node.s(c10::attr::name)}] = m_environment.at(node.inputs()[1]);
    m_stateful = m_stateful || object->type()->is_module(); // other objects are made anew by each run
    return true;
}

Slot Specialiser::attribute(const c10::IValue &object, const std::string &name, const std::string &place)
{
    const auto changed = m_changedAttributes.find({object.toObject().get(), name});
    if (changed != m_changedAttributes.end())
        return changed->second;
    const auto value = object.toObject()->getAttr(name);
    if (value.isList() || value.isGenericDict()) { // the method may write to it, and the module must stay as it is
        const auto copy =
            value.isList() ? c10::IValue(value.toList().copy()) : c10::IValue(value.toGenericDict().copy());
        return m_changedAttributes[{object.toObject().get(), name}] = Slot{copy};
    }
    if (!value.isTensor() || !value.toTensor().defined() || !value.toTensor().has_storage()
        || m_state.count(value.toTensor().storage().unsafeGetStorageImpl()) == 0)
        return {value};
    auto &copy = m_stateCopies[value.toTensor().unsafeGetTensorImpl()];
    if (!copy.defined())
        copy = m_recorder->addFreshCopy(value.toTensor(), place);
    return {copy};
}

void Specialiser::runOperation(Node &node)
{
    std::vector<Slot> inputs;
    for (const auto *input : node.inputs())
        inputs.push_back(m_environment.at(input));
    protectWritten(node, inputs);
    auto outputs = execute(node, inputs);
    for (const auto &output : outputs)
        m_alive.push_back(output.value);
    if (m_region) {
        noteInRegion(node, inputs, outputs);
    } else if (m_everyRun.count(&node) > 0 && node.kind() == c10::prim::Constant) {
        outputs[0].value = m_recorder->addFreshCopy(outputs[0].value.toTensor(), modulePath(node, *m_module.type()));
    } else {
        const bool computed = std::any_of(
            inputs.begin(), inputs.end(), [&](const Slot &input) { return m_recorder->flatOf(input) != nullptr; });
        const bool depends = m_everyRun.count(&node) > 0 || computed || drawsRandomNumbers(node)
            || std::any_of(inputs.begin(), inputs.end(), [&](const Slot &input) {
                   return m_recorder->depends(input)
                       && (!readsShapeAlone(node) || m_recorder->isValueShaped(input.value));
               });
        const auto written = writtenInputs(node);
        const bool writesTensor =
            std::any_of(written.begin(), written.end(), [&](std::size_t i) { return inputs[i].value.isTensor(); });
        if (node.kind() == c10::aten::detach && m_recorder->depends(inputs[0]))
            m_recorder->nameAlike(outputs[0].value.toTensor(), inputs[0].value.toTensor());
        else if (depends
            && (computed || createsTensor(inputs, outputs) || writesTensor || m_recorder->readsValues(node, inputs)))
            m_recorder->record(node, inputs, outputs);
        else
            noteQuiet(node, outputs);
    }
    for (std::size_t i = 0; i < node.outputs().size(); ++i)
        m_environment[node.outputs()[i]] = outputs[i];
}

/// What is written to must be made anew in each run: a weight or buffer is copied first, and a tensor that was made
/// from constants alone is made by the program.
void Specialiser::protectWritten(const Node &node, const std::vector<Slot> &inputs)
{
    const bool computed = std::any_of(
        inputs.begin(), inputs.end(), [&](const Slot &input) { return m_recorder->flatOf(input) != nullptr; });
    for (const auto i : writtenInputs(node)) {
        if (computed && !m_region && (inputs[i].value.isList() || inputs[i].value.isGenericDict()))
            m_recorder->makeComputed(inputs[i]); // as it is before it is written to
        forEachTensor(inputs[i].value, [&](const at::Tensor &tensor) {
            if (!inputs[i].value.isTensor() || m_recorder->knows(tensor) || !tensor.has_storage())
                return;
            const auto *storage = tensor.storage().unsafeGetStorageImpl();
            if (m_moduleStorages.count(storage) > 0) {
                m_state.insert(storage);
                throw Again{};
            }
            const bool byInput = m_region || drawsRandomNumbers(node)
                || std::any_of(
                    inputs.begin(), inputs.end(), [&](const Slot &slot) { return m_recorder->depends(slot); });
            const auto makers = m_quiet.find(storage);
            if (!byInput || makers == m_quiet.end())
                return;
            m_everyRun.insert(makers->second.begin(), makers->second.end());
            throw Again{};
        });
    }
}

void Specialiser::noteQuiet(Node &node, const std::vector<Slot> &outputs)
{
    for (const auto &output : outputs) {
        if (!output.value.isTensor() || !output.value.toTensor().defined() || !output.value.toTensor().has_storage())
            continue;
        auto &makers = m_quiet[output.value.toTensor().storage().unsafeGetStorageImpl()];
        if (std::find(makers.begin(), makers.end(), &node) == makers.end())
            makers.push_back(&node);
    }
}

std::vector<Slot> Specialiser::execute(Node &node, const std::vector<Slot> &inputs) const
{
    try {
        std::vector<Slot> outputs;
        for (auto &value : executeNode(node, valuesOf(inputs)))
            outputs.push_back({std::move(value)});
        return outputs;
    } catch (const Failure &) {
        throw;
    } catch (const std::exception &error) {
        const auto *torchError = dynamic_cast<const c10::Error *>(&error);
        const std::string text = torchError ? torchError->what_without_backtrace() : error.what();
        const auto place = modulePath(node, *m_module.type());
        const auto got = shapesOf(valuesOf(inputs), " and ");
        throw Failure(ErrorCode::WrongInputShape,
            {{"file", m_file}, {"shape", m_inputShapes},
                {"why",
                    std::string(node.kind().toUnqualString()) + " in " + (place.empty() ? m_method : place)
                        + (got.empty() ? "" : ", which gets " + got + ",")
                        + " says: " + text.substr(0, text.find('\n'))}});
    }
}

bool Specialiser::createsTensor(const std::vector<Slot> &inputs, const std::vector<Slot> &outputs) const
{
    std::set<const c10::TensorImpl *> known;
    for (const auto &input : inputs)
        forEachTensor(input.value, [&](const at::Tensor &tensor) { known.insert(tensor.unsafeGetTensorImpl()); });
    bool creates = false;
    for (const auto &output : outputs)
        forEachTensor(output.value,
            [&](const at::Tensor &tensor) { creates = creates || known.count(tensor.unsafeGetTensorImpl()) == 0; });
    return creates;
}

} // namespace splitscope
