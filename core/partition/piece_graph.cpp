// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/piece_graph.h"

#include "core/graph/error.h"
#include "core/model/flat_program.h"

#include <unordered_map>

namespace splitscope {

using torch::jit::Value;

namespace {

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

    PieceGraph build()
    {
        const auto crossing =
            m_piece == Piece::Whole ? std::vector<TensorRef>{} : crossingTensors(m_model.graph(), m_cut);
        if (m_piece == Piece::Tail) {
            for (const auto &tensor : crossing)
                addInput(tensor);
        } else {
            for (std::size_t i = 0; i < m_model.graph().inputs().size(); ++i)
                addInput({TensorRef::input, static_cast<int>(i)});
        }
        for (const auto *node : m_program.nodes) {
            if (!isMine(m_program.layerOf.at(node)))
                continue;
            auto *copy = m_result.graph->createClone(
                const_cast<torch::jit::Node *>(node), [this](Value *value) { return here(value); });
            m_result.graph->insertNode(copy);
            for (std::size_t i = 0; i < node->outputs().size(); ++i)
                m_values[node->outputs()[i]] = copy->outputs()[i];
            m_result.mutates = m_result.mutates || m_program.facts.at(node).mutates;
        }
        if (m_piece == Piece::Head) {
            for (const auto &tensor : crossing)
                m_result.graph->registerOutput(here(flatValue(tensor)));
            m_result.crossing = crossing.size();
        }
        addModelOutputs();
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
        auto *value = m_result.graph->addInput();
        value->setType(c10::TensorType::get());
        m_values[flatValue(tensor)] = value;
        m_result.inputs.push_back(m_model.graph().info(tensor));
        m_result.inputNames.push_back(m_model.graph().tensorName(tensor));
    }

    Value *here(Value *flat)
    {
        auto &value = m_values[flat];
        if (!value) // only constants are not there yet
            value = m_result.graph->insertNode(m_result.graph->createClone(flat->node(), [](Value *v) { return v; }))
                        ->output();
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
};

} // namespace

PieceGraph buildPieceGraph(const Model &model, const Cut &cut, Piece piece)
{
    if (piece != Piece::Whole) {
        if (const auto why = whyIllegal(model.graph(), cut); !why.empty())
            throw Failure(ErrorCode::IllegalCut, {{"cut", cut.text(model.graph())}, {"why", why}});
    }
    return PieceBuilder(model, cut, piece).build();
}

} // namespace splitscope
