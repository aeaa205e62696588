// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/piece_graph.h"

#include "core/graph/error.h"
#include "core/model/flat_program.h"
#include "core/model/tensor_conversion.h"
#include "core/partition/graph_values.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace splitscope {

using torch::jit::Value;

namespace {

/// Whether an operation changes its input `value` in place.
bool writes(const torch::jit::Node &node, const Value &value)
{
    const auto *schema = node.maybeSchema();
    if (!schema || !node.blocks().empty())
        return true;
    for (std::size_t i = 0; i < node.inputs().size() && i < schema->arguments().size(); ++i) {
        const auto *alias = schema->arguments()[i].alias_info();
        if (node.inputs()[i] == &value && alias && alias->isWrite())
            return true;
    }
    return false;
}

/// Whether `input`, or what may be a view of it, is changed in place. Says yes where it cannot tell.
bool mayBeWritten(const Value &input)
{
    std::vector<const Value *> views{&input};
    std::unordered_set<const Value *> seen{&input};
    for (std::size_t i = 0; i < views.size(); ++i) {
        for (const auto &use : views[i]->uses()) {
            const auto &node = *use.user;
            if (node.kind() == c10::prim::Return)
                continue;
            const bool list = node.kind() == c10::prim::ListConstruct || node.kind() == c10::prim::ListUnpack;
            if (node.owningBlock() != input.node()->owningBlock() || (!list && writes(node, *views[i])))
                return true;
            if (givesFreshMemory(node))
                continue;
            for (const auto *output : node.outputs()) {
                if (seen.insert(output).second)
                    views.push_back(output);
            }
        }
    }
    return false;
}

class PieceBuilder {
public:
    PieceBuilder(const Model &model, const Cut &cut, Piece piece)
        : m_model(model)
        , m_program(model.program())
        , m_cut(cut)
        , m_piece(piece)
    {
        m_result.graph = std::make_shared<torch::jit::Graph>();
    }

    PieceGraph build(const std::vector<TensorRef> &taps = {})
    {
        const auto crossing = m_piece == Piece::Whole ? taps : crossingTensors(m_model.graph(), m_cut);
        if (m_piece == Piece::Tail) {
            for (const auto &tensor : crossing)
                addInput(tensor);
        } else {
            for (std::size_t i = 0; i < m_model.graph().inputs().size(); ++i)
                addInput({TensorRef::input, static_cast<int>(i)});
        }
        bool mutates = false;
        for (const auto *node : m_program.nodes) {
            if (!isMine(m_program.layerOf.at(node)))
                continue;
            auto *copy = m_result.graph->createClone(
                const_cast<torch::jit::Node *>(node), [this](Value *value) { return here(value); });
            m_result.graph->insertNode(copy);
            for (std::size_t i = 0; i < node->outputs().size(); ++i) {
                m_values[node->outputs()[i]] = copy->outputs()[i];
                setKnownType(*copy->outputs()[i], *node->outputs()[i]);
            }
            mutates = mutates || m_program.facts.at(node).mutates;
        }
        if (m_piece == Piece::Whole && mutates)
            keepTaps(taps);
        if (m_piece != Piece::Tail) {
            for (const auto &tensor : crossing)
                m_result.graph->registerOutput(asSent(*flatValue(tensor)));
            m_result.crossing = crossing.size();
        }
        addModelOutputs();
        for (auto *input : m_result.graph->inputs())
            m_result.written.push_back(mutates && mayBeWritten(*input));
        m_result.chosenByValue = outputsChosenByValue(*m_result.graph);
        return std::move(m_result);
    }

private:
    bool isMine(int layer) const
    {
        return m_piece == Piece::Whole || m_cut.onDevice(layer) == (m_piece == Piece::Head);
    }

    Value *flatValue(const TensorRef &tensor) const
    {
        if (tensor.layer == TensorRef::input)
            return m_program.graph->inputs()[static_cast<std::size_t>(tensor.port)];
        return m_program.layerOutputs.at(static_cast<std::size_t>(tensor.layer))
            .at(static_cast<std::size_t>(tensor.port));
    }

    void addInput(const TensorRef &tensor)
    {
        auto *flat = flatValue(tensor);
        auto *value = m_result.graph->addInput();
        setType(*value, m_program.info.at(flat));
        m_values[flat] = asComputedWith(value, *flat);
        m_result.inputs.push_back(m_model.graph().info(tensor));
        m_result.inputNames.push_back(m_model.graph().tensorName(tensor));
    }

    Value *insert(const char *operation, at::ArrayRef<torch::jit::NamedValue> inputs)
    {
        return m_result.graph->insert(c10::Symbol::fromQualString(operation), inputs);
    }

    /// The integers of a quantised tensor cross, since scale and zero point are known on both sides.
    Value *asSent(Value &flat)
    {
        const auto tapped = m_taps.find(&flat);
        auto *value = tapped != m_taps.end() ? tapped->second : here(&flat);
        return m_program.quantised.count(&flat) > 0 ? insert("aten::int_repr", {value}) : value;
    }

    Value *asComputedWith(Value *received, const Value &flat)
    {
        const auto form = m_program.quantised.find(&flat);
        if (form == m_program.quantised.end())
            return received;
        // The operation makes rows of what it gets: with channels innermost it is shown the tensor as it lies.
        const bool channelsLast = m_program.info.at(&flat).order == DimensionOrder::ChannelsLast;
        if (channelsLast)
            received = insert("aten::permute", {received, std::vector<std::int64_t>{0, 2, 3, 1}});
        auto *computed =
            insert("aten::_make_per_tensor_quantized_tensor", {received, form->second.scale, form->second.zeroPoint});
        return channelsLast ? insert("aten::permute", {computed, std::vector<std::int64_t>{0, 3, 1, 2}}) : computed;
    }

    /// Later layers may write into what is tapped, so it is copied once its own layer is done.
    void keepTaps(const std::vector<TensorRef> &taps)
    {
        std::unordered_map<int, torch::jit::Node *> lastOf; // the copy of each layer's last operation
        auto copied = m_result.graph->nodes().begin();
        for (const auto *node : m_program.nodes) {
            while (copied->kind() == c10::prim::Constant)
                ++copied;
            lastOf[m_program.layerOf.at(node)] = *copied++;
        }
        for (const auto &tensor : taps) {
            auto *flat = flatValue(tensor);
            const bool input = tensor.layer == TensorRef::input;
            const torch::jit::WithInsertPoint place(
                input ? *m_result.graph->nodes().begin() : lastOf.at(tensor.layer)->next());
            m_taps[flat] = insert("aten::clone", {here(flat)});
        }
    }

    static void setType(Value &value, const TensorInfo &info)
    {
        value.setType(c10::TensorType::createContiguous(scalarType(info.dtype), at::kCPU, info.shape));
    }

    /// What the sample run saw, for the passes that rewrite the graph.
    void setKnownType(Value &value, const Value &flat) const
    {
        const auto info = m_program.info.find(&flat);
        const bool madeUp = m_program.uncuttable.count(&flat) > 0 || m_program.quantised.count(&flat) > 0;
        if (info != m_program.info.end() && !madeUp)
            setType(value, info->second);
    }

    /// The piece's copy of a value, also where an operation reads it only inside a block.
    Value *here(Value *flat)
    {
        if (const auto known = m_values.find(flat); known != m_values.end())
            return known->second;
        if (flat->node()->kind() != c10::prim::Constant)
            throw Failure(ErrorCode::Internal,
                {{"why", "a layer reads the value " + flat->debugName() + " of another part of the model."}});
        auto *value =
            m_result.graph->insertNode(m_result.graph->createClone(flat->node(), [](Value *v) { return v; }))->output();
        m_values[flat] = value;
        return value;
    }

    void addModelOutputs()
    {
        const auto &outputs = m_model.graph().outputs();
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const auto layer = outputs[i].tensor.layer;
            const bool mine = layer == TensorRef::input ? m_piece != Piece::Tail : isMine(layer);
            if (!mine)
                continue;
            m_result.graph->registerOutput(here(flatValue(outputs[i].tensor)));
            m_result.modelOutputs.push_back(static_cast<int>(i));
        }
    }

    const Model &m_model;
    const FlatProgram &m_program;
    const Cut &m_cut;
    Piece m_piece;
    PieceGraph m_result;
    std::unordered_map<const Value *, Value *> m_values;
    std::unordered_map<const Value *, Value *> m_taps; ///< copies of what is tapped, where there are any
};

bool choosesByValue(const torch::jit::Node &node)
{
    static const std::unordered_set<std::string> names{"aten::topk", "aten::sort", "aten::argsort", "aten::argmax",
        "aten::argmin", "aten::nonzero", "aten::masked_select", "aten::unique", "aten::_unique2", "aten::kthvalue",
        "torchvision::nms"};
    return names.count(node.kind().toQualString()) > 0 || !node.blocks().empty();
}

} // namespace

std::vector<bool> outputsChosenByValue(const torch::jit::Graph &graph)
{
    std::unordered_set<const Value *> chosen;
    for (const auto *node : graph.nodes()) {
        const bool inherits = std::any_of(
            node->inputs().begin(), node->inputs().end(), [&](const Value *input) { return chosen.count(input) > 0; });
        if (inherits || choosesByValue(*node))
            chosen.insert(node->outputs().begin(), node->outputs().end());
    }
    std::vector<bool> result;
    for (const auto *output : graph.outputs())
        result.push_back(chosen.count(output) > 0);
    return result;
}

PieceGraph buildPieceGraph(const Model &model, const Cut &cut, Piece piece)
{
    if (piece != Piece::Whole) {
        if (const auto why = whyIllegal(model.graph(), cut); !why.empty())
            throw Failure(ErrorCode::IllegalCut, {{"cut", cut.text(model.graph())}, {"why", why}});
    }
    return PieceBuilder(model, cut, piece).build();
}

PieceGraph buildTapGraph(const Model &model, const std::vector<TensorRef> &taps)
{
    for (const auto &tensor : taps) {
        if (tensor.layer == TensorRef::input)
            continue;
        if (const auto &why = model.graph().layer(tensor.layer).uncuttable; !why.empty())
            throw Failure(
                ErrorCode::InvalidArgument, {{"what", "The tensor " + model.graph().tensorName(tensor)}, {"why", why}});
    }
    return PieceBuilder(model, Cut::device(model.graph()), Piece::Whole).build(taps);
}

} // namespace splitscope
