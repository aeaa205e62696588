// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/specialiser.h"

#include "core/graph/error.h"
#include "core/model/counting.h"
#include "core/model/node_execution.h"
#include "core/model/output_tensors.h"
#include "core/model/tensor_conversion.h"

#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/passes/inline_fork_wait.h>
#include <torch/csrc/jit/passes/inliner.h>

namespace splitscope {

using torch::jit::Node;
using torch::jit::Stack;
using torch::jit::Value;

namespace {

/// Calls `visit` with every tensor inside a value: itself, or in lists, tuples and dicts.
template <typename Visit>
void forEachTensor(const c10::IValue &value, const Visit &visit)
{
    if (value.isTensor()) {
        if (value.toTensor().defined())
            visit(value.toTensor());
    } else if (value.isTuple()) {
        for (const auto &element : value.toTupleRef().elements())
            forEachTensor(element, visit);
    } else if (value.isList()) {
        for (const auto &element : value.toListRef())
            forEachTensor(element, visit);
    } else if (value.isGenericDict()) {
        for (const auto &entry : value.toGenericDict())
            forEachTensor(entry.value(), visit);
    }
}

std::string attributeKey(const c10::IValue &object, const std::string &name)
{
    return std::to_string(reinterpret_cast<std::uintptr_t>(object.toObject().get())) + "." + name;
}

} // namespace

std::string modulePath(const Node &node)
{
    std::string path;
    const auto callstack = node.callstack();
    if (!callstack)
        return path;
    for (const auto &entry : (*callstack)->vec()) {
        const auto &instance = std::get<2>(entry);
        if (!instance)
            continue;
        const auto name = instance->instance_name();
        if (name.empty() || name == "SELF" || name == "INSTANCE_NAME_UNKNOWN" || name == "UNKNOWN_INSTANCE_NAME")
            continue;
        path += (path.empty() ? "" : ".") + name;
    }
    return path;
}

Specialiser::Specialiser(torch::jit::Module module, std::string method, std::string file)
    : m_module(std::move(module))
    , m_method(std::move(method))
    , m_file(std::move(file))
{
    for (const auto &parameter : m_module.parameters())
        m_parameters.insert(parameter.unsafeGetTensorImpl());
    for (const auto &tensor : m_module.parameters())
        m_moduleStorages.insert(tensor.storage().unsafeGetStorageImpl());
    for (const auto &tensor : m_module.buffers())
        m_moduleStorages.insert(tensor.storage().unsafeGetStorageImpl());
}

void Specialiser::unsupported(const std::string &why) const
{
    throw Failure(ErrorCode::ModelUnsupported, {{"file", m_file}, {"why", why}});
}

void Specialiser::reset()
{
    m_program = {};
    m_program.graph = std::make_shared<torch::jit::Graph>();
    m_values.clear();
    m_constants.clear();
    m_changedAttributes.clear();
    m_alive.clear();
    m_storages.clear();
    m_storageOf.clear();
}

FlatProgram Specialiser::run(const std::vector<c10::IValue> &arguments)
{
    const c10::InferenceMode guard;
    const auto graph = m_module.get_method(m_method).graph()->copy();
    torch::jit::Inline(*graph);
    torch::jit::InlineForkWait(graph);

    reset();
    Environment environment;
    environment[graph->inputs()[0]] = m_module._ivalue();
    addInputs(arguments, environment, *graph);
    runBlock(*graph->block(), environment);
    if (graph->outputs().size() != 1)
        unsupported("its method " + m_method + " does not return one value.");
    addOutputs(environment.at(graph->outputs()[0]));

    for (const auto *input : m_program.graph->inputs()) {
        for (const auto &[node, facts] : m_program.facts) {
            if (!m_cloneInputs && facts.mutates && m_storages[node].count(m_storageOf[input]) > 0) {
                m_cloneInputs = true; // it changes its input in place: start again and let it change a copy
                return run(arguments);
            }
        }
    }
    finish();
    return std::move(m_program);
}

void Specialiser::addInputs(
    const std::vector<c10::IValue> &arguments, Environment &environment, const torch::jit::Graph &graph)
{
    if (arguments.size() + 1 != graph.inputs().size())
        unsupported("its method " + m_method + " takes " + std::to_string(graph.inputs().size() - 1)
            + " arguments, not " + std::to_string(arguments.size()) + ".");
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        auto argument = arguments[i];
        if (argument.isTensor()) {
            auto *value = m_program.graph->addInput();
            nameTensor(value, argument.toTensor());
            if (m_cloneInputs) {
                m_alive.push_back(argument);
                auto *copy = m_program.graph->insert(c10::aten::clone, {value});
                argument = argument.toTensor().clone();
                nameTensor(copy, argument.toTensor());
                m_storages[copy->node()] = {argument.toTensor().storage().unsafeGetStorageImpl()};
                m_program.facts[copy->node()].movedBytes = 2 * static_cast<std::int64_t>(argument.toTensor().nbytes());
            }
        }
        m_alive.push_back(argument);
        environment[graph.inputs()[i + 1]] = argument;
    }
}

void Specialiser::addOutputs(const c10::IValue &result)
{
    for (const auto &[key, tensor] : outputTensors(result)) {
        const auto found = m_values.find(tensor.unsafeGetTensorImpl());
        if (found == m_values.end())
            continue; // a constant: nothing to compute
        m_program.graph->registerOutput(found->second);
        m_program.outputKeys.push_back(key);
    }
    if (m_program.outputKeys.empty())
        unsupported("no output depends on its inputs.");
}

void Specialiser::runBlock(torch::jit::Block &block, Environment &environment)
{
    for (auto *node : block.nodes())
        runNode(*node, environment);
}

void Specialiser::runIf(Node &node, Environment &environment)
{
    auto *block = node.blocks()[environment.at(node.input()).toBool() ? 0 : 1];
    runBlock(*block, environment);
    for (std::size_t i = 0; i < node.outputs().size(); ++i)
        environment[node.outputs()[i]] = environment.at(block->outputs()[i]);
}

void Specialiser::runLoop(Node &node, Environment &environment)
{
    auto *body = node.blocks()[0];
    const auto trips = environment.at(node.inputs()[0]).toInt();
    bool again = environment.at(node.inputs()[1]).toBool();
    std::vector<c10::IValue> carried;
    for (std::size_t i = 2; i < node.inputs().size(); ++i)
        carried.push_back(environment.at(node.inputs()[i]));
    for (std::int64_t trip = 0; again && trip < trips; ++trip) {
        environment[body->inputs()[0]] = trip;
        for (std::size_t i = 0; i < carried.size(); ++i)
            environment[body->inputs()[i + 1]] = carried[i];
        runBlock(*body, environment);
        again = environment.at(body->outputs()[0]).toBool();
        for (std::size_t i = 0; i < carried.size(); ++i)
            carried[i] = environment.at(body->outputs()[i + 1]);
    }
    for (std::size_t i = 0; i < carried.size(); ++i)
        environment[node.outputs()[i]] = carried[i];
}

/// Attributes are read from the module; what the method writes is seen by its later reads but never reaches the module.
bool Specialiser::runAttribute(const Node &node, Environment &environment)
{
    if (node.kind() != c10::prim::GetAttr && node.kind() != c10::prim::SetAttr)
        return false;
    const auto &object = environment.at(node.inputs()[0]);
    const auto &name = node.s(c10::attr::name);
    const auto key = attributeKey(object, name);
    if (node.kind() == c10::prim::SetAttr) {
        m_changedAttributes[key] = environment.at(node.inputs()[1]);
        return true;
    }
    const auto changed = m_changedAttributes.find(key);
    environment[node.output()] =
        changed == m_changedAttributes.end() ? object.toObject()->getAttr(name) : changed->second;
    return true;
}

void Specialiser::runNode(Node &node, Environment &environment)
{
    if (node.kind() == c10::prim::If)
        return runIf(node, environment);
    if (node.kind() == c10::prim::Loop)
        return runLoop(node, environment);
    if (runAttribute(node, environment))
        return;
    Stack inputs;
    for (const auto *input : node.inputs())
        inputs.push_back(environment.at(input));
    refuseStateChange(node, inputs);
    const auto outputs = execute(node, inputs);
    for (std::size_t i = 0; i < node.outputs().size(); ++i) {
        environment[node.outputs()[i]] = outputs.at(i);
        m_alive.push_back(outputs[i]);
    }
    const bool depends = drawsRandomNumbers(node)
        || std::any_of(inputs.begin(), inputs.end(), [&](const auto &input) { return dependsOnInput(input); });
    if (!depends)
        return;
    if (createsTensor(inputs, outputs) || changesTensor(node))
        record(node, inputs, outputs);
    else
        refuseValueDependence(node, inputs);
}

Stack Specialiser::execute(Node &node, const Stack &inputs) const
{
    try {
        return executeNode(node, inputs);
    } catch (const Failure &) {
        throw;
    } catch (const c10::Error &error) {
        const auto text = error.what_without_backtrace();
        const auto shape = inputs.empty() || !inputs[0].isTensor() ? std::string("given")
                                                                   : shapeText(inputs[0].toTensor().sizes().vec());
        throw Failure(ErrorCode::WrongInputShape,
            {{"file", m_file}, {"shape", shape},
                {"why",
                    std::string(node.kind().toUnqualString()) + " in "
                        + (modulePath(node).empty() ? m_method : modulePath(node))
                        + " says: " + std::string(text).substr(0, std::string(text).find('\n'))}});
    }
}

bool Specialiser::dependsOnInput(const c10::IValue &value) const
{
    bool depends = false;
    forEachTensor(value,
        [&](const at::Tensor &tensor) { depends = depends || m_values.count(tensor.unsafeGetTensorImpl()) > 0; });
    return depends;
}

bool Specialiser::createsTensor(const Stack &inputs, const Stack &outputs) const
{
    std::set<const c10::TensorImpl *> known;
    for (const auto &input : inputs)
        forEachTensor(input, [&](const at::Tensor &tensor) { known.insert(tensor.unsafeGetTensorImpl()); });
    bool creates = false;
    for (const auto &output : outputs)
        forEachTensor(output,
            [&](const at::Tensor &tensor) { creates = creates || known.count(tensor.unsafeGetTensorImpl()) == 0; });
    return creates;
}

/// A module that changes its own weights or buffers gives another answer each time, and another on each side of a cut.
void Specialiser::refuseStateChange(const Node &node, const Stack &inputs) const
{
    if (!changesTensor(node) || inputs.empty() || !inputs[0].isTensor() || !inputs[0].toTensor().has_storage())
        return;
    if (m_moduleStorages.count(inputs[0].toTensor().storage().unsafeGetStorageImpl()) == 0)
        return;
    const auto place = modulePath(node);
    unsupported("it changes its own weights or buffers while it runs (" + std::string(node.kind().toQualString())
        + (place.empty() ? "" : " in " + place) + "), so no two runs are alike.");
}

/// An operation that turns a tensor's values into a number would freeze the sample's values into the graph.
void Specialiser::refuseValueDependence(const Node &node, const Stack &inputs) const
{
    const bool readsTensor = std::any_of(
        inputs.begin(), inputs.end(), [&](const auto &input) { return input.isTensor() && dependsOnInput(input); });
    if (!readsTensor || !readsValues(node))
        return;
    const auto place = modulePath(node);
    unsupported("its control flow depends on the values of a tensor (" + std::string(node.kind().toQualString())
        + (place.empty() ? "" : " in " + place) + "), which is not known before it runs.");
}

Value *Specialiser::flatValue(const c10::IValue &value)
{
    auto &graph = *m_program.graph;
    if (value.isTensor() && value.toTensor().defined()) {
        const auto &tensor = value.toTensor();
        if (const auto found = m_values.find(tensor.unsafeGetTensorImpl()); found != m_values.end())
            return found->second;
        auto &constant = m_constants[tensor.unsafeGetTensorImpl()];
        if (!constant)
            constant = graph.insertConstant(tensor.detach());
        return constant;
    }
    const bool tensors = value.isList()
        && (value.isTensorList() || value.toList().elementType()->isSubtypeOf(*c10::OptionalType::ofTensor()));
    if (!tensors)
        return graph.insertConstant(value.isTensor() ? c10::IValue() : value);
    std::vector<Value *> elements;
    for (const auto &element : value.toListRef())
        elements.push_back(flatValue(element));
    return graph.insertNode(graph.createList(value.toList().elementType(), elements))->output();
}

void Specialiser::record(Node &node, const Stack &inputs, const Stack &outputs)
{
    NodeFacts facts;
    facts.module = modulePath(node);
    facts.mutates = changesTensor(node);
    facts.macs = countMacs(node, inputs, outputs);
    facts.movedBytes = facts.macs > 0 ? 0 : countMovedBytes(inputs, outputs);
    std::vector<Value *> arguments;
    std::set<const c10::StorageImpl *> storages;
    for (const auto &input : inputs) {
        forEachTensor(input, [&](const at::Tensor &tensor) {
            if (m_parameters.count(tensor.unsafeGetTensorImpl()) > 0)
                facts.parameters.push_back(tensor.unsafeGetTensorImpl());
            if (m_values.count(tensor.unsafeGetTensorImpl()) > 0 && tensor.has_storage())
                storages.insert(tensor.storage().unsafeGetStorageImpl());
            else if (facts.mutates && m_parameters.count(tensor.unsafeGetTensorImpl()) > 0)
                storages.insert(tensor.storage().unsafeGetStorageImpl());
        });
        arguments.push_back(flatValue(input));
    }
    auto *flat = m_program.graph->insertNode(m_program.graph->create(node.kind(), arguments, node.outputs().size()));
    flat->copyAttributes(node);
    flat->setSourceRange(node.sourceRange());
    if (!flat->maybeOperator())
        unsupported("the operation " + std::string(node.kind().toQualString()) + " cannot be run on its own.");
    m_program.facts[flat] = std::move(facts);
    m_storages[flat] = std::move(storages);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        flat->outputs()[i]->setType(node.outputs()[i]->type()->isSubtypeOf(*c10::TensorType::get())
                ? c10::TypePtr(c10::TensorType::get())
                : node.outputs()[i]->type());
        recordOutput(flat, flat->outputs()[i], outputs[i]);
    }
}

void Specialiser::recordOutput(Node *flat, Value *value, const c10::IValue &output)
{
    if (output.isTensor() && output.toTensor().defined()) {
        nameTensor(value, output.toTensor());
        if (output.toTensor().has_storage())
            m_storages[flat].insert(output.toTensor().storage().unsafeGetStorageImpl());
    } else if (output.isTensorList()) {
        const auto list = output.toTensorVector();
        auto *unpack = m_program.graph->insertNode(m_program.graph->createListUnpack(value, list.size()));
        m_program.facts[unpack].module = m_program.facts[flat].module;
        for (std::size_t i = 0; i < list.size(); ++i)
            recordOutput(unpack, unpack->outputs()[i], list[i]);
    }
}

void Specialiser::nameTensor(Value *value, const at::Tensor &tensor)
{
    value->setType(c10::TensorType::get());
    m_values[tensor.unsafeGetTensorImpl()] = value;
    if (tensor.has_storage())
        m_storageOf[value] = tensor.storage().unsafeGetStorageImpl();
    const auto info = infoOf(tensor);
    m_program.info[value] = info.value_or(TensorInfo{
        tensor.sizes().vec(), dtypeOf(tensor.scalar_type()).value_or(DType::Float32), DimensionOrder::Contiguous});
    if (!info)
        m_program.uncuttable[value] = "its memory order or element type ("
            + std::string(c10::toString(tensor.scalar_type())) + ") cannot be restored on the other side.";
}

void Specialiser::finish()
{
    torch::jit::EliminateDeadCode(m_program.graph);
    FlatProgram &program = m_program;
    std::unordered_map<const Node *, NodeFacts> kept;
    for (auto *node : program.graph->nodes()) {
        if (node->kind() == c10::prim::Constant)
            continue;
        program.nodes.push_back(node);
        kept[node] = program.facts[node];
    }
    program.facts = std::move(kept);
    InPlaceHazards::find(program, m_storages, m_storageOf);
}

} // namespace splitscope
