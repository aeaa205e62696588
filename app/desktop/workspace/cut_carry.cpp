// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/cut_carry.h"

#include <algorithm>

namespace splitscope {

namespace {

/// Layers that the cut runs behind: on the device, with nothing after them there.
std::vector<int> lastOnDevice(const LayerGraph &graph, const Cut &cut)
{
    std::vector<int> last;
    for (int layer = 0; layer < graph.size(); ++layer) {
        const auto &next = graph.successors(layer);
        if (cut.onDevice(layer) && std::none_of(next.begin(), next.end(), [&](int n) { return cut.onDevice(n); }))
            last.push_back(layer);
    }
    return last;
}

} // namespace

CarriedCut carryCut(const LayerGraph &before, const Cut &cut, const LayerGraph &after, const Cut &otherwise)
{
    if (cut.isEdge())
        return {Cut::edge(after), {}};
    if (cut.isDevice())
        return {Cut::device(after), {}};
    CarriedCut result;
    const auto last = lastOnDevice(before, cut);
    for (const int layer : last) {
        if (!after.indexOf(before.layer(layer).id))
            result.lost.push_back(before.layer(layer).id);
    }
    std::vector<int> kept;
    for (int layer = 0; layer < after.size(); ++layer) {
        if (const auto was = before.indexOf(after.layer(layer).id); was && cut.onDevice(*was))
            kept.push_back(layer);
    }
    result.cut = Cut::upTo(after, kept);
    if (kept.empty() || !whyIllegal(after, result.cut).empty()) {
        result.cut = otherwise;
        result.lost.clear();
        for (const int layer : last)
            result.lost.push_back(before.layer(layer).id);
        return result;
    }
    for (int layer = 0; layer < after.size(); ++layer) {
        const auto was = before.indexOf(after.layer(layer).id);
        if (was && !cut.onDevice(*was) && result.cut.onDevice(layer))
            result.lost.push_back(after.layer(layer).id);
    }
    return result;
}

} // namespace splitscope
