// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/flat_recorder.h"

#include "core/model/counting.h"
#include "core/model/module_path.h"
#include "core/model/node_execution.h"
#include "core/model/output_tensors.h"
#include "core/model/packed_weights.h"
#include "core/model/quantised_form.h"
#include "core/model/tensor_conversion.h"
#include "core/model/tensor_walk.h"

#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>

#include <algorithm>

namespace splitscope {

using torch::jit::Node;
using torch::jit::Value;

namespace {

bool isContainer(const c10::IValue &value) { return value.isList() || value.isGenericDict() || value.isTuple(); }

/// Ints and bools, of which sizes, steps and places are made, and containers of unknown length.
bool maySize(const c10::IValue &value) { return value.isInt() || value.isBool() || isContainer(value); }

constexpr const char *sizedByValues = "its size depends on the values of tensors.";

} // namespace

FlatRecorder::FlatRecorder(const torch::jit::Module &module)
    : m_moduleType(module.type())
{
    m_program.graph = std::make_shared<torch::jit::Graph>();
    for (const auto &parameter : module.parameters())
        m_parameters.insert(parameter.unsafeGetTensorImpl());
}

at::Tensor FlatRecorder::addInput(const at::Tensor &tensor, bool copied)
{
    m_alive.emplace_back(tensor);
    auto *value = m_program.graph->addInput();
    nameTensor(value, tensor);
    return copied ? addFreshCopy(tensor, "") : tensor;
}

at::Tensor FlatRecorder::addFreshCopy(const at::Tensor &tensor, const std::string &module)
{
    const auto copy = tensor.clone();
    m_alive.emplace_back(copy);
    auto *value = m_program.graph->insert(c10::aten::clone, {flatValue({tensor})});
    nameTensor(value, copy);
    addMemory(copy, true, m_touched[value->node()]);
    auto &facts = m_program.facts[value->node()];
    facts.module = module;
    facts.movedBytes = 2 * static_cast<std::int64_t>(tensor.nbytes());
    return copy;
}

void FlatRecorder::nameAlike(const at::Tensor &detached, const at::Tensor &tensor)
{
    m_alive.emplace_back(detached);
    m_values[detached.unsafeGetTensorImpl()] = m_values.at(tensor.unsafeGetTensorImpl());
    if (isValueShaped(tensor))
        m_valueShaped.insert(detached.unsafeGetTensorImpl());
}

bool FlatRecorder::depends(const Slot &slot) const
{
    bool found = flatOf(slot) != nullptr;
    forEachTensor(slot.value, [&](const at::Tensor &tensor) { found = found || knows(tensor); });
    return found;
}

Value *FlatRecorder::flatOf(const Slot &slot) const
{
    if (slot.flat || !isContainer(slot.value))
        return slot.flat;
    const auto container = m_containers.find(slot.value.internalToPointer());
    return container == m_containers.end() ? nullptr : container->second;
}

bool FlatRecorder::isValueShaped(const c10::IValue &value) const
{
    bool found = false;
    forEachTensor(value,
        [&](const at::Tensor &tensor) { found = found || m_valueShaped.count(tensor.unsafeGetTensorImpl()) > 0; });
    return found;
}

bool FlatRecorder::readsValues(const Node &node, const std::vector<Slot> &inputs) const
{
    if (splitscope::readsValues(node) && std::any_of(inputs.begin(), inputs.end(), [&](const Slot &input) {
            return input.value.isTensor() && depends(input);
        }))
        return true;
    return readsSizes(node) && inputs[0].value.isTensor() && isValueShaped(inputs[0].value);
}

/// A list or dict built anew at this place, which may then be written to.
Value *FlatRecorder::freshContainer(const c10::IValue &value)
{
    auto *flat = construct(value, true);
    m_containers[value.internalToPointer()] = flat;
    m_alive.push_back(value);
    nameOther(flat, value);
    return flat;
}

void FlatRecorder::makeComputed(const Slot &container)
{
    if (!flatOf(container))
        freshContainer(container.value);
}

/// The operation that builds a container out of its elements; null where none of them is computed and not `always`.
Value *FlatRecorder::construct(const c10::IValue &value, bool always)
{
    auto &graph = *m_program.graph;
    const auto computed = [&](const c10::IValue &element) {
        bool found = false;
        forEachTensor(element, [&](const at::Tensor &) { found = true; });
        return found || flatOf({element}) != nullptr;
    };
    std::vector<Value *> elements;
    Node *node = nullptr;
    if (value.isList()) {
        const auto list = value.toListRef();
        if (!always && std::none_of(list.begin(), list.end(), computed))
            return nullptr;
        for (const auto &element : list)
            elements.push_back(flatValue({element}));
        node = graph.createList(value.toList().elementType(), elements);
    } else if (value.isTuple()) {
        const auto &tuple = value.toTupleRef().elements();
        if (!always && std::none_of(tuple.begin(), tuple.end(), computed))
            return nullptr;
        for (const auto &element : tuple)
            elements.push_back(flatValue({element}));
        node = graph.createTuple(elements, value.type()->cast<c10::TupleType>());
    } else {
        std::vector<Value *> keys;
        const auto dict = value.toGenericDict();
        for (const auto &entry : dict) {
            keys.push_back(flatValue({entry.key()}));
            elements.push_back(flatValue({entry.value()}));
        }
        node = graph.createDict(dict.keyType(), dict.valueType(), keys, elements);
    }
    return graph.insertNode(node)->output();
}

Value *FlatRecorder::flatValue(const Slot &slot)
{
    auto &graph = *m_program.graph;
    const auto &value = slot.value;
    if (auto *flat = flatOf(slot))
        return flat;
    if (value.isTensor() && value.toTensor().defined()) {
        const auto &tensor = value.toTensor();
        if (const auto found = m_values.find(tensor.unsafeGetTensorImpl()); found != m_values.end())
            return found->second;
        auto &constant = m_constants[tensor.unsafeGetTensorImpl()];
        if (!constant)
            constant = graph.insertConstant(tensor.detach());
        m_alive.push_back(value);
        return constant;
    }
    if (isContainer(value)) {
        if (auto *built = construct(value, value.isGenericDict()))
            return built;
    }
    auto plain = value.isTensor() ? c10::IValue() : value;
    if (value.isObject() && !value.isModule())
        plain = value.toObject()->copy_to_weak_compilation_ref(); // packed weights of a quantised operation
    const auto constant = torch::jit::tryInsertConstant(graph, plain);
    if (!constant)
        throw Unfollowable{"it uses a value of type " + value.type()->repr_str() + " there"};
    return *constant;
}

void FlatRecorder::addParameters(const c10::IValue &value, NodeFacts &facts) const
{
    forEachTensor(value, [&](const at::Tensor &tensor) {
        if (m_parameters.count(tensor.unsafeGetTensorImpl()) > 0)
            facts.weights.push_back({tensor.unsafeGetTensorImpl(), tensor.numel()});
    });
    std::int64_t packed = 0;
    for (const auto &tensor : packedWeights(value))
        packed += tensor.numel();
    if (packed > 0)
        facts.weights.push_back({value.internalToPointer(), packed});
}

void FlatRecorder::record(Node &node, const std::vector<Slot> &inputs, std::vector<Slot> &outputs)
{
    const auto values = valuesOf(inputs);
    const bool computedSizes = std::any_of(
        inputs.begin(), inputs.end(), [&](const Slot &input) { return flatOf(input) && maySize(input.value); });
    const bool dynamic = readsValues(node, inputs)
        || std::any_of(inputs.begin(), inputs.end(), [&](const Slot &input) { return flatOf(input) != nullptr; });
    const bool valueShaped = computedSizes || sizesByValue(node, values)
        || (keepsFirstSize(node)
                ? isValueShaped(values[0])
                : std::any_of(values.begin(), values.end(), [&](const auto &value) { return isValueShaped(value); }));
    NodeFacts facts;
    facts.module = modulePath(node, *m_moduleType);
    facts.macs = countMacs(node, values, valuesOf(outputs));
    facts.movedBytes = facts.macs > 0 ? 0 : countMovedBytes(values, valuesOf(outputs));
    const auto written = writtenInputs(node);
    facts.mutates = !written.empty();
    InPlaceHazards::Memories touched;
    std::vector<Value *> arguments;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const bool writes = std::find(written.begin(), written.end(), i) != written.end();
        addParameters(inputs[i].value, facts);
        arguments.push_back(flatValue(inputs[i]));
        addMemory(inputs[i].value, writes, touched);
    }
    auto *flat = m_program.graph->insertNode(m_program.graph->create(node.kind(), arguments, node.outputs().size()));
    flat->copyAttributes(node);
    flat->setSourceRange(node.sourceRange());
    for (std::size_t i = 0; i < outputs.size(); ++i)
        flat->outputs()[i]->setType(node.outputs()[i]->type()->isSubtypeOf(*c10::TensorType::get())
                ? c10::TypePtr(c10::TensorType::get())
                : node.outputs()[i]->type());
    if (!runsAlone(*flat))
        throw Unfollowable{"the operation " + std::string(node.kind().toQualString()) + " cannot be run on its own"};
    m_program.facts[flat] = std::move(facts);
    m_touched[flat] = std::move(touched);
    for (std::size_t i = 0; i < outputs.size(); ++i)
        recordOutput(flat, flat->outputs()[i], outputs[i], dynamic, valueShaped);
}

void FlatRecorder::recordRegion(
    Node &node, const RegionSurroundings &surroundings, const RegionFacts &region, std::vector<Slot> &outputs)
{
    auto touched = region.touched;
    const auto capture = [&](const Slot &slot) {
        const bool written = region.changesContainers && (slot.value.isList() || slot.value.isGenericDict());
        auto *flat = written && !flatOf(slot) ? freshContainer(slot.value) : flatValue(slot);
        addMemory(slot.value, written, touched);
        return flat;
    };
    auto *flat = copyRegion(*m_program.graph, node, surroundings, capture);
    auto &facts = m_program.facts[flat];
    facts = region.facts;
    facts.module = modulePath(node, *m_moduleType);
    facts.mutates = std::any_of(touched.begin(), touched.end(), [](const auto &memory) { return memory.second; });
    for (const auto &output : outputs)
        noteOtherPaths(output.value, touched);
    m_touched[flat] = std::move(touched);
    for (std::size_t i = 0; i < outputs.size(); ++i)
        recordOutput(flat, flat->outputs()[i], outputs[i], true, !region.fixedShapes);
}

void FlatRecorder::recordOutput(Node *flat, Value *value, Slot &slot, bool dynamic, bool valueShaped)
{
    m_alive.push_back(slot.value);
    if (valueShaped)
        forEachTensor(
            slot.value, [&](const at::Tensor &tensor) { m_valueShaped.insert(tensor.unsafeGetTensorImpl()); });
    const bool certain = !dynamic || value->type()->isSubtypeOf(*c10::TensorType::get()); // not sometimes None
    if (slot.value.isTensor() && slot.value.toTensor().defined() && certain) {
        nameTensor(value, slot.value.toTensor());
        addMemory(slot.value, false, m_touched[flat]);
    } else if (dynamic || (valueShaped && slot.value.isList())) {
        slot.flat = value;
        nameOther(value, slot.value);
    } else if (slot.value.isTensorList()) {
        const auto list = slot.value.toTensorVector();
        auto *unpack = m_program.graph->insertNode(m_program.graph->createListUnpack(value, list.size()));
        m_program.facts[unpack].module = m_program.facts[flat].module;
        for (std::size_t i = 0; i < list.size(); ++i) {
            Slot element{list[i]};
            recordOutput(unpack, unpack->outputs()[i], element, false, valueShaped);
        }
    }
}

void FlatRecorder::nameTensor(Value *value, const at::Tensor &tensor)
{
    value->setType(c10::TensorType::get());
    m_values[tensor.unsafeGetTensorImpl()] = value;
    if (tensor.has_storage())
        m_memoryOf[value] = tensor.storage().unsafeGetStorageImpl();
    const auto quantised = quantisedForm(m_program, *value, tensor);
    if (quantised)
        m_program.quantised[value] = *quantised;
    const auto info = infoOf(quantised ? tensor.int_repr() : tensor);
    m_program.info[value] = info.value_or(TensorInfo{
        tensor.sizes().vec(), dtypeOf(tensor.scalar_type()).value_or(DType::Float32), DimensionOrder::Contiguous});
    if (!info)
        m_program.uncuttable[value] = "its memory order or element type ("
            + std::string(c10::toString(tensor.scalar_type())) + ") cannot be restored on the other side.";
    if (m_valueShaped.count(tensor.unsafeGetTensorImpl()) > 0)
        m_program.uncuttable[value] = sizedByValues;
}

/// A computed value that is no tensor: it joins layers, but never crosses.
void FlatRecorder::nameOther(Value *value, const c10::IValue &sample)
{
    if (isContainer(sample))
        m_memoryOf[value] = sample.internalToPointer();
    m_program.info[value] = TensorInfo{{}, DType::Int64, DimensionOrder::Contiguous};
    m_program.uncuttable[value] = "it is " + std::string(isContainer(sample) ? "a list" : "a number")
        + " that depends on the values of tensors, not a tensor.";
}

bool FlatRecorder::addOutputs(const Slot &result)
{
    addOutput(result.value, flatOf(result), "");
    return !m_program.outputKeys.empty();
}

/// Keys as in outputTensors (core/model/output_tensors.h). A tuple that is computed is taken apart by the program.
void FlatRecorder::addOutput(const c10::IValue &value, Value *flat, const std::string &key)
{
    if (!flat) {
        for (const auto &[inside, tensor] : outputTensors(value)) {
            if (!knows(tensor))
                continue; // a constant: nothing to compute
            m_program.graph->registerOutput(m_values.at(tensor.unsafeGetTensorImpl()));
            m_program.outputKeys.push_back(outputKey(key, inside));
        }
        return;
    }
    if (value.isTensor()) {
        nameTensor(flat, value.toTensor());
        return addOutput(value, nullptr, key);
    }
    if (!value.isTuple()) {
        if (!outputTensors(value).empty())
            throw Unfollowable{"it returns a list or dict whose content depends on the values of tensors"};
        return;
    }
    auto *unpack = m_program.graph->insertNode(m_program.graph->createTupleUnpack(flat));
    const auto type = value.type()->cast<c10::TupleType>();
    const auto &elements = value.toTupleRef().elements();
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const bool known = elements[i].isTensor() && elements[i].toTensor().defined() && knows(elements[i].toTensor());
        const bool isTensor = unpack->outputs()[i]->type()->isSubtypeOf(*c10::TensorType::get());
        const auto name = type->schema() ? type->schema()->arguments()[i].name() : std::to_string(i);
        if (known || isTensor || flatOf({elements[i]}) || isContainer(elements[i]))
            addOutput(elements[i], known ? nullptr : unpack->outputs()[i], outputKey(key, name));
    }
}

FlatProgram FlatRecorder::finish()
{
    torch::jit::EliminateDeadCode(m_program.graph);
    auto &program = m_program;
    std::unordered_map<const Node *, NodeFacts> kept;
    for (auto *node : program.graph->nodes()) {
        if (node->kind() == c10::prim::Constant)
            continue;
        program.nodes.push_back(node);
        kept[node] = program.facts[node];
    }
    program.facts = std::move(kept);
    InPlaceHazards::find(program, m_touched, m_memoryOf);
    return std::move(program);
}

} // namespace splitscope
