// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/first_cut_targets.h"

#include <algorithm>

namespace splitscope {

std::optional<int> mostExpensiveLayer(const LayerGraph &graph)
{
    const auto &layers = graph.layers();
    const auto most =
        std::max_element(layers.begin(), layers.end(), [](const Layer &a, const Layer &b) { return a.macs < b.macs; });
    if (most == layers.end() || most->macs == 0)
        return std::nullopt;
    return static_cast<int>(most - layers.begin());
}

std::optional<int> smallestPlaceToCut(const LayerGraph &graph, const std::vector<CutAfterLayer> &cuts)
{
    std::optional<int> best;
    for (int layer = 0; layer < graph.size(); ++layer) {
        const auto &here = cuts.at(static_cast<std::size_t>(layer));
        if (!here.whyNot.empty() || here.tensors == 0)
            continue;
        if (!best || here.bytes < cuts[static_cast<std::size_t>(*best)].bytes)
            best = layer;
    }
    return best;
}

std::vector<std::vector<bool>> outputsReachedFrom(const LayerGraph &graph)
{
    const auto outputs = graph.outputs().size();
    std::vector<std::vector<bool>> reached(static_cast<std::size_t>(graph.size()), std::vector<bool>(outputs, false));
    for (std::size_t output = 0; output < outputs; ++output) {
        if (const int layer = graph.outputs()[output].tensor.layer; layer != TensorRef::input)
            reached[static_cast<std::size_t>(layer)][output] = true;
    }
    for (int layer = graph.size() - 1; layer >= 0; --layer) {
        for (const int next : graph.successors(layer)) {
            for (std::size_t output = 0; output < outputs; ++output) {
                if (reached[static_cast<std::size_t>(next)][output])
                    reached[static_cast<std::size_t>(layer)][output] = true;
            }
        }
    }
    return reached;
}

std::vector<int> ownLayersOf(const LayerGraph &graph, int output)
{
    std::vector<int> own;
    if (graph.outputs().size() < 2)
        return own;
    const auto reached = outputsReachedFrom(graph);
    for (int layer = 0; layer < graph.size(); ++layer) {
        const auto &here = reached[static_cast<std::size_t>(layer)];
        if (here[static_cast<std::size_t>(output)] && std::count(here.begin(), here.end(), true) == 1)
            own.push_back(layer);
    }
    return own;
}

bool movesSomeTasksOnly(const LayerGraph &graph, const Cut &before, const Cut &after)
{
    if (before == after)
        return false;
    if (graph.outputs().size() < 2)
        return true;
    const auto reached = outputsReachedFrom(graph);
    for (int layer = 0; layer < graph.size(); ++layer) {
        const auto &here = reached[static_cast<std::size_t>(layer)];
        if (before.onDevice(layer) != after.onDevice(layer) && std::count(here.begin(), here.end(), false) > 0)
            return true;
    }
    return false;
}

} // namespace splitscope
