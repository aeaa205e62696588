// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/node_execution.h"

#include "core/graph/error.h"

#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>
#include <memory>
#include <set>

namespace splitscope {

using torch::jit::Node;
using torch::jit::Stack;

namespace {

/// Operations that LibTorch's interpreter runs as instructions of its own; their functions are not exported.
bool isInstruction(const Node &node)
{
    static const std::set<c10::Symbol> kinds{c10::prim::ListConstruct, c10::prim::TupleConstruct,
        c10::prim::DictConstruct, c10::prim::ListUnpack, c10::prim::TupleUnpack, c10::prim::TupleSlice,
        c10::prim::isinstance, c10::prim::Uninitialized, c10::prim::unchecked_cast, c10::aten::format,
        c10::aten::__is__, c10::aten::__isnot__};
    return kinds.count(node.kind()) > 0;
}

/// Runs the node in a graph of its own.
Stack interpret(Node &node, const Stack &inputs)
{
    const auto graph = std::make_shared<torch::jit::Graph>();
    std::vector<torch::jit::Value *> arguments;
    for (auto *input : node.inputs()) {
        arguments.push_back(graph->addInput());
        arguments.back()->setType(input->type());
    }
    std::size_t next = 0;
    auto *copy = graph->insertNode(graph->createClone(&node, [&](torch::jit::Value *) { return arguments[next++]; }));
    for (auto *output : copy->outputs())
        graph->registerOutput(output);
    Stack stack = inputs;
    torch::jit::InterpreterState(torch::jit::Code(graph, "node")).run(stack);
    return stack;
}

} // namespace

bool onlyTells(const Node &node) { return node.kind() == c10::prim::Print || node.kind() == c10::aten::warn; }

bool readsShapeAlone(const Node &node)
{
    static const std::set<std::string> names{"aten::new_zeros", "aten::new_ones", "aten::new_full", "aten::zeros_like",
        "aten::ones_like", "aten::full_like", "aten::_shape_as_tensor"};
    return names.count(node.kind().toQualString()) > 0;
}

bool runsAlone(const Node &node) { return isInstruction(node) || node.maybeOperator(); }

Stack executeNode(Node &node, const Stack &inputs)
{
    if (node.kind() == c10::prim::CreateObject) {
        const auto type = node.output()->type()->expect<c10::ClassType>();
        return {c10::ivalue::Object::create(c10::StrongTypePtr(type->compilation_unit(), type), type->numAttributes())};
    }
    if (node.kind() == c10::prim::Constant)
        return {*torch::jit::toIValue(node.output())};
    if (isInstruction(node))
        return interpret(node, inputs);
    if (!runsAlone(node))
        throw Failure(ErrorCode::ModelUnsupported,
            {{"file", "The model"},
                {"why", "the operation " + std::string(node.kind().toQualString()) + " cannot be run on its own."}});
    Stack stack = inputs;
    node.getOperation()(stack);
    return stack;
}

std::vector<std::size_t> writtenInputs(const Node &node)
{
    std::vector<std::size_t> written;
    const auto *schema = node.maybeSchema();
    if (!schema)
        return written;
    const auto count = std::min(schema->arguments().size(), node.inputs().size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto *alias = schema->arguments()[i].alias_info();
        if (alias && alias->isWrite())
            written.push_back(i);
    }
    return written;
}

bool drawsRandomNumbers(const Node &node)
{
    // LibTorch's own list leaves out the forms that fill a tensor in place.
    static const std::set<std::string> inPlace{"aten::normal_", "aten::uniform_", "aten::bernoulli_", "aten::random_",
        "aten::exponential_", "aten::cauchy_", "aten::geometric_", "aten::log_normal_"};
    // Nor does it know that dropping out does nothing in evaluation where the operation works in place.
    for (const auto *name : {"train", "training"}) {
        const auto *schema = node.maybeSchema();
        const auto index = schema ? schema->argumentIndexWithName(name) : c10::nullopt;
        const auto training =
            index ? torch::jit::constant_as<bool>(node.inputs()[static_cast<std::size_t>(*index)]) : c10::nullopt;
        if (training && !*training)
            return false;
    }
    if (node.isNondeterministic() || inPlace.count(node.kind().toQualString()) > 0)
        return true;
    for (const auto *block : node.blocks()) {
        const auto nodes = block->nodes();
        if (std::any_of(nodes.begin(), nodes.end(), [](const Node *inner) { return drawsRandomNumbers(*inner); }))
            return true;
    }
    return false;
}

bool readsValues(const Node &node)
{
    static const std::set<std::string> shapeOnly{"aten::size", "aten::sym_size", "aten::dim", "aten::len",
        "aten::numel", "aten::stride", "aten::storage_offset", "aten::element_size", "aten::is_contiguous",
        "aten::is_floating_point", "aten::is_complex", "aten::is_signed", "aten::is_inference", "aten::get_device",
        "aten::result_type", "aten::__is__", "aten::__isnot__", "aten::can_cast", "prim::shape", "prim::dtype",
        "prim::device", "prim::layout", "prim::is_cuda", "prim::is_quantized", "prim::is_mkldnn", "prim::is_sparse",
        "prim::is_nested", "prim::is_meta", "prim::requires_grad", "prim::Print", "prim::isinstance",
        "prim::unchecked_cast", "prim::unchecked_unwrap_optional", "prim::ListConstruct", "prim::TupleConstruct",
        "prim::DictConstruct", "prim::ListUnpack", "prim::TupleUnpack", "prim::TupleIndex", "prim::TupleSlice",
        "aten::__getitem__", "aten::append", "aten::extend", "aten::insert", "aten::_set_item", "aten::pop",
        "aten::copy", "aten::list", "aten::values", "aten::keys", "aten::items", "aten::__contains__", "aten::reverse",
        "aten::clear"};
    // What returns tensors or containers of tensors reads no values into numbers.
    for (const auto *output : node.outputs()) {
        const auto kind = output->type()->kind();
        const bool number = kind == c10::TypeKind::IntType || kind == c10::TypeKind::FloatType
            || kind == c10::TypeKind::BoolType || kind == c10::TypeKind::NumberType || kind == c10::TypeKind::ListType
            || kind == c10::TypeKind::ComplexType;
        if (number && shapeOnly.count(node.kind().toQualString()) == 0)
            return !output->type()->isSubtypeOf(*c10::ListType::ofTensors());
    }
    return false;
}

bool readsSizes(const Node &node)
{
    static const std::set<std::string> names{
        "aten::size", "aten::sym_size", "aten::len", "aten::numel", "aten::stride", "prim::shape"};
    return names.count(node.kind().toQualString()) > 0;
}

bool sizesByValue(const Node &node, const Stack &inputs)
{
    static const std::set<std::string> names{"aten::nonzero", "aten::nonzero_numpy", "aten::argwhere",
        "aten::masked_select", "aten::unique_consecutive", "aten::unique_dim", "aten::_unique", "aten::_unique2",
        "aten::bincount", "aten::_pack_padded_sequence", "aten::_pad_packed_sequence", "torchvision::nms"};
    const std::string name = node.kind().toQualString();
    if (names.count(name) > 0)
        return true;
    if (name == "aten::where")
        return inputs.size() == 1;
    if (name == "aten::repeat_interleave")
        return node.schema().overload_name() != "self_int";
    if (name != "aten::index" || inputs.size() < 2 || !inputs[1].isList())
        return false;
    for (const auto &index : inputs[1].toListRef()) {
        if (index.isTensor() && index.toTensor().defined()
            && (index.toTensor().scalar_type() == at::kBool || index.toTensor().scalar_type() == at::kByte))
            return true; // a mask
    }
    return false;
}

bool keepsFirstSize(const Node &node)
{
    static const std::set<std::string> names{"aten::index_put", "aten::index_put_", "aten::_index_put_impl_",
        "aten::scatter", "aten::scatter_", "aten::scatter_add", "aten::scatter_add_", "aten::index_add",
        "aten::index_add_", "aten::index_copy", "aten::index_copy_", "aten::index_fill", "aten::index_fill_",
        "aten::masked_fill", "aten::masked_fill_", "aten::masked_scatter", "aten::masked_scatter_"};
    return names.count(node.kind().toQualString()) > 0;
}

} // namespace splitscope
