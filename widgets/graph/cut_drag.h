// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/frontier.h"

#include <memory>
#include <optional>

namespace splitscope {

/// A split point in the hand. It can be put after any layer that leads to where it was taken, or that follows from
/// there, as far as the cut is legal: to the right the layer and what it needs go to the device; to the left what
/// follows on this branch goes to the edge. Other branches stay where they were unless the cut would not be one
/// otherwise.
class CutDrag {
public:
    struct Place {
        int lastLayer =
            TensorRef::input; ///< the layer that the split point follows; TensorRef::input: the model's input
        QPointF position;
        Cut cut;
    };

    CutDrag(std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const GraphLayout> layout, Cut cut,
        const CutHandle &handle);

    /// The legal place nearest to a point of the picture.
    const Place &placeNear(const QPointF &point);
    const Cut &startingCut() const { return m_cut; }

private:
    struct Candidate {
        Place place;
        bool computed = false;
        bool legal = false;
    };

    void addUpstream(int layer);
    void addDownstream(const std::vector<int> &layers);
    bool compute(Candidate &candidate) const;

    std::shared_ptr<const LayerGraph> m_graph;
    std::shared_ptr<const GraphLayout> m_layout;
    Cut m_cut;
    TensorRef m_held;
    std::vector<bool> m_upstream; ///< layers that lead to the held tensor, its own included
    std::vector<Candidate> m_candidates;
};

/// Direct readers of a model input or of a layer's outputs, as layers.
std::vector<int> readersOf(const LayerGraph &graph, int layer, int inputPort);

} // namespace splitscope
