// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/node_execution.h"

#include "core/graph/error.h"

#include <torch/csrc/jit/ir/constants.h>

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

Stack executeNode(Node &node, const Stack &inputs)
{
    if (node.kind() == c10::prim::Constant)
        return {*torch::jit::toIValue(node.output())};
    if (isInstruction(node))
        return interpret(node, inputs);
    if (!node.maybeOperator())
        throw Failure(ErrorCode::ModelUnsupported,
            {{"file", "The model"},
                {"why", "the operation " + std::string(node.kind().toQualString()) + " cannot be run on its own."}});
    Stack stack = inputs;
    node.getOperation()(stack);
    return stack;
}

bool changesTensor(const Node &node)
{
    const auto *schema = node.maybeSchema();
    if (!schema)
        return false;
    for (const auto &argument : schema->arguments()) {
        if (argument.alias_info() && argument.alias_info()->isWrite()
            && argument.type()->isSubtypeOf(*c10::TensorType::get()))
            return true;
    }
    return false;
}

bool drawsRandomNumbers(const Node &node)
{
    // LibTorch's own list leaves out the forms that fill a tensor in place.
    static const std::set<std::string> inPlace{"aten::normal_", "aten::uniform_", "aten::bernoulli_", "aten::random_",
        "aten::exponential_", "aten::cauchy_", "aten::geometric_", "aten::log_normal_"};
    return node.isNondeterministic() || inPlace.count(node.kind().toQualString()) > 0;
}

bool readsValues(const Node &node)
{
    static const std::set<std::string> shapeOnly{"aten::size", "aten::sym_size", "aten::dim", "aten::len",
        "aten::numel", "aten::stride", "aten::storage_offset", "aten::element_size", "aten::is_contiguous",
        "aten::is_floating_point", "aten::is_complex", "aten::is_signed", "aten::is_inference", "aten::get_device",
        "aten::result_type", "aten::__is__", "aten::__isnot__", "aten::can_cast", "prim::shape", "prim::dtype",
        "prim::device", "prim::layout", "prim::is_cuda", "prim::is_quantized", "prim::is_mkldnn", "prim::is_sparse",
        "prim::is_meta", "prim::requires_grad", "prim::Print", "prim::isinstance", "prim::unchecked_cast",
        "prim::unchecked_unwrap_optional", "prim::ListConstruct", "prim::TupleConstruct", "prim::DictConstruct"};
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

} // namespace splitscope
