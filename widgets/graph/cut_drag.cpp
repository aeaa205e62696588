// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/cut_drag.h"

#include <algorithm>

namespace splitscope {

CutDrag::CutDrag(std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const GraphLayout> layout, Cut cut,
    const CutHandle &handle)
    : m_graph(std::move(graph))
    , m_layout(std::move(layout))
    , m_cut(std::move(cut))
    , m_held(handle.tensor)
    , m_upstream(static_cast<std::size_t>(m_graph->size()), false)
{
    if (m_held.layer != TensorRef::input)
        addUpstream(m_held.layer);
    else
        m_candidates.push_back({{TensorRef::input, splitPointAfter(*m_layout, m_layout->nodeOfTensor(m_held)), {}}});
    if (handle.crosses)
        addDownstream(readersOf(*m_graph, m_held.layer, m_held.port));
}

void CutDrag::addUpstream(int layer)
{
    std::vector<int> waiting{layer};
    bool readsInput = false;
    m_upstream[static_cast<std::size_t>(layer)] = true;
    while (!waiting.empty()) {
        const int next = waiting.back();
        waiting.pop_back();
        m_candidates.push_back({{next, splitPointAfter(*m_layout, m_layout->nodeOfLayer(next)), {}}});
        for (const auto &input : m_graph->layer(next).inputs)
            readsInput |= input.layer == TensorRef::input;
        for (const int before : m_graph->predecessors(next)) {
            if (!m_upstream[static_cast<std::size_t>(before)]) {
                m_upstream[static_cast<std::size_t>(before)] = true;
                waiting.push_back(before);
            }
        }
    }
    if (readsInput)
        m_candidates.push_back({{TensorRef::input, splitPointAfter(*m_layout, m_layout->nodeOfInput(0)), {}}});
}

void CutDrag::addDownstream(const std::vector<int> &layers)
{
    std::vector<bool> seen(static_cast<std::size_t>(m_graph->size()), false);
    std::vector<int> waiting(layers);
    while (!waiting.empty()) {
        const int next = waiting.back();
        waiting.pop_back();
        if (seen[static_cast<std::size_t>(next)])
            continue;
        seen[static_cast<std::size_t>(next)] = true;
        if (!m_upstream[static_cast<std::size_t>(next)])
            m_candidates.push_back({{next, splitPointAfter(*m_layout, m_layout->nodeOfLayer(next)), {}}});
        const auto &after = m_graph->successors(next);
        waiting.insert(waiting.end(), after.begin(), after.end());
    }
}

bool CutDrag::compute(Candidate &candidate) const
{
    if (candidate.computed)
        return candidate.legal;
    candidate.computed = true;
    auto cut = m_cut;
    const int last = candidate.place.lastLayer;
    const bool atHeld = last == m_held.layer;
    const bool upstream = last == TensorRef::input || m_upstream[static_cast<std::size_t>(last)];
    if (!upstream) {
        cut = cut.withOnDevice(*m_graph, last);
    } else if (!atHeld) {
        // Only what lies on the way to the held tensor: a sibling branch keeps its own split point.
        for (const int reader : readersOf(*m_graph, last, TensorRef::input == last ? -1 : 0)) {
            if (m_upstream[static_cast<std::size_t>(reader)])
                cut = cut.withOnEdge(*m_graph, reader);
        }
    }
    candidate.legal = atHeld || whyIllegal(*m_graph, cut).empty();
    candidate.place.cut = std::move(cut);
    return candidate.legal;
}

const CutDrag::Place &CutDrag::placeNear(const QPointF &point)
{
    const auto distance = [&](const Candidate &candidate) {
        const QPointF way = candidate.place.position - point;
        return QPointF::dotProduct(way, way);
    };
    std::vector<std::pair<double, Candidate *>> byDistance;
    for (auto &candidate : m_candidates)
        byDistance.emplace_back(distance(candidate), &candidate);
    // The layers of a folded module share a place: its last one stands for all of them.
    std::sort(byDistance.begin(), byDistance.end(), [](const auto &a, const auto &b) {
        return a.first != b.first ? a.first < b.first : a.second->place.lastLayer > b.second->place.lastLayer;
    });
    for (const auto &[away, candidate] : byDistance) {
        if (compute(*candidate))
            return candidate->place;
    }
    return m_candidates.front().place; // not reached: where it was taken is always legal
}

std::vector<int> readersOf(const LayerGraph &graph, int layer, int inputPort)
{
    if (layer != TensorRef::input)
        return graph.successors(layer);
    std::vector<int> readers;
    for (int i = 0; i < graph.size(); ++i) {
        const auto &inputs = graph.layer(i).inputs;
        if (std::any_of(inputs.begin(), inputs.end(), [&](const TensorRef &t) {
                return t.layer == TensorRef::input && (inputPort < 0 || t.port == inputPort);
            }))
            readers.push_back(i);
    }
    return readers;
}

} // namespace splitscope
