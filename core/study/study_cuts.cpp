// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_cuts.h"

#include <algorithm>
#include <map>

namespace splitscope {

std::int64_t deviceMacs(const LayerGraph &graph, const Cut &cut)
{
    std::int64_t macs = 0;
    for (int i = 0; i < graph.size(); ++i)
        macs += cut.onDevice(i) ? graph.layer(i).macs : 0;
    return macs;
}

std::vector<Cut> studyCuts(const LayerGraph &graph, int most)
{
    // Two cuts that send the same tensors and leave the same work differ in nothing that a study measures.
    std::map<std::vector<TensorRef>, Cut> bySent;
    for (const auto &cut : verificationCuts(graph, 0, 0)) {
        auto sent = crossingTensors(graph, cut);
        if (cut.isDevice() || sent.empty())
            continue;
        const auto [known, isNew] = bySent.emplace(std::move(sent), cut);
        if (!isNew && cut.deviceLayers() < known->second.deviceLayers())
            known->second = cut;
    }
    std::vector<Cut> cuts;
    for (const auto &[sent, cut] : bySent)
        cuts.push_back(cut);
    std::stable_sort(cuts.begin(), cuts.end(), [&](const Cut &a, const Cut &b) {
        const auto x = deviceMacs(graph, a);
        const auto y = deviceMacs(graph, b);
        return x != y ? x < y : a.deviceLayers() < b.deviceLayers();
    });
    const auto wanted = static_cast<std::size_t>(std::max(1, most));
    if (cuts.size() <= wanted)
        return cuts;
    std::vector<Cut> some{cuts.front()};
    // The same bytes in fewer tensors are the cut that a person would make.
    const auto width = [&](std::size_t at) {
        return std::pair(crossingBytes(graph, cuts[at]), crossingTensors(graph, cuts[at]).size());
    };
    for (std::size_t run = 1; run < wanted; ++run) {
        const auto end = 1 + run * (cuts.size() - 1) / (wanted - 1);
        auto narrowest = 1 + (run - 1) * (cuts.size() - 1) / (wanted - 1);
        for (auto at = narrowest + 1; at < end; ++at)
            narrowest = width(at) < width(narrowest) ? at : narrowest;
        some.push_back(cuts[narrowest]);
    }
    return some;
}

} // namespace splitscope
