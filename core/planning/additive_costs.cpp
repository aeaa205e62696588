// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/additive_costs.h"

#include <algorithm>

namespace splitscope {

bool crosses(const CutStructure::Tensor &tensor, const Cut &cut)
{
    if (tensor.ref.layer != TensorRef::input && !cut.onDevice(tensor.ref.layer))
        return false;
    return std::any_of(tensor.readers.begin(), tensor.readers.end(), [&](int reader) { return !cut.onDevice(reader); });
}

double costOf(const AdditiveCosts &costs, const CutStructure &structure, const Cut &cut)
{
    double sum = costs.always;
    bool remote = false;
    for (int i = 0; i < structure.size(); ++i) {
        const auto layer = static_cast<std::size_t>(i);
        remote = remote || !cut.onDevice(i);
        sum += cut.onDevice(i) ? costs.device[layer] : costs.edge[layer];
    }
    for (std::size_t t = 0; t < structure.tensors.size(); ++t) {
        if (crosses(structure.tensors[t], cut))
            sum += costs.tensor[t];
    }
    return remote ? sum + costs.remote : sum;
}

bool isLegal(const CutStructure &structure, const Cut &cut)
{
    bool anyEdge = false;
    bool outputOnEdge = false;
    for (int i = 0; i < structure.size(); ++i) {
        const auto layer = static_cast<std::size_t>(i);
        if (!cut.onDevice(i)) {
            anyEdge = true;
            outputOnEdge = outputOnEdge || !structure.outputsOf[layer].empty();
            continue;
        }
        for (const auto before : structure.predecessors[layer]) {
            if (!cut.onDevice(before))
                return false;
        }
    }
    for (const auto &tensor : structure.tensors) {
        if (!tensor.canCross && crosses(tensor, cut))
            return false;
    }
    return !anyEdge || outputOnEdge;
}

} // namespace splitscope
