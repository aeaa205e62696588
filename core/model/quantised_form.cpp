// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/quantised_form.h"

#include <algorithm>
#include <string>

namespace splitscope {

using torch::jit::Node;
using torch::jit::Value;

namespace {

bool isConstant(const Value &value) { return value.node()->kind() == c10::prim::Constant; }

/// "scale" and "output_scale" as operators of LibTorch name it, likewise the zero point; linear says "Y_scale_i".
bool isGiven(const Node &node, const std::string &what)
{
    const auto *schema = node.maybeSchema();
    for (std::size_t i = 0; schema && i < schema->arguments().size() && i < node.inputs().size(); ++i) {
        if (schema->arguments()[i].name().find(what) == std::string::npos || !isConstant(*node.inputs()[i]))
            continue;
        const auto constant = torch::jit::toIValue(node.inputs()[i]);
        if (constant && !constant->isNone())
            return true;
    }
    return false;
}

/// Whether all that `node` reads is constant, or quantised and known; lists are what they are made of.
bool readsKnown(const FlatProgram &program, const Node &node)
{
    return std::all_of(node.inputs().begin(), node.inputs().end(), [&](const Value *input) {
        const bool list =
            input->node()->kind() == c10::prim::ListConstruct || input->type()->kind() == c10::TypeKind::ListType;
        return isConstant(*input) || program.quantised.count(input) > 0
            || (list && input->node()->kind() != c10::prim::Param && readsKnown(program, *input->node()));
    });
}

} // namespace

std::optional<QuantisedForm> quantisedForm(const FlatProgram &program, const Value &value, const at::Tensor &sample)
{
    if (!sample.is_quantized() || sample.qscheme() != c10::kPerTensorAffine)
        return std::nullopt;
    const auto &node = *value.node();
    if (!node.blocks().empty()) // another branch may give another scale
        return std::nullopt;
    if ((!isGiven(node, "scale") || !isGiven(node, "zero_point")) && !readsKnown(program, node))
        return std::nullopt;
    return QuantisedForm{sample.q_scale(), sample.q_zero_point()};
}

} // namespace splitscope
