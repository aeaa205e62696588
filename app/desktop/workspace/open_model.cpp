// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/open_model.h"

namespace splitscope {

Cut startingCut(const LayerGraph &graph, std::string &why)
{
    auto best = Cut::edge(graph);
    std::int64_t fewest = -1;
    for (int layer = 0; layer < graph.size(); ++layer) {
        const auto cut = Cut::upTo(graph, {layer});
        const auto crossing = crossingTensors(graph, cut);
        if (crossing.empty() || cut.isEdge() || cut.isDevice())
            continue;
        std::int64_t bytes = 0;
        for (const auto &tensor : crossing)
            bytes += graph.info(tensor).bytes();
        if (fewest >= 0 && bytes >= fewest)
            continue;
        const auto illegal = whyIllegal(graph, cut);
        if (illegal.empty()) {
            fewest = bytes;
            best = cut;
        } else if (why.empty()) {
            why = illegal;
        }
    }
    if (fewest >= 0)
        why.clear();
    else if (why.empty())
        why = "it has no two layers with a tensor between them";
    return best;
}

} // namespace splitscope
