// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/cut_structure.h"

#include <algorithm>
#include <map>

namespace splitscope {

namespace {

bool leadsNowhere(const CutStructure &structure)
{
    const auto count = static_cast<std::size_t>(structure.size());
    std::vector<bool> leads(count, false);
    for (std::size_t i = count; i-- > 0;) {
        leads[i] = !structure.outputsOf[i].empty()
            || std::any_of(structure.successors[i].begin(), structure.successors[i].end(),
                [&](int next) { return leads[static_cast<std::size_t>(next)]; });
        if (!leads[i])
            return true;
    }
    return false;
}

} // namespace

CutStructure::CutStructure(const LayerGraph &graph)
{
    const auto count = static_cast<std::size_t>(graph.size());
    tensorsReadBy.resize(count);
    outputsOf.resize(count);
    std::map<TensorRef, Tensor> all;
    for (int i = 0; i < graph.size(); ++i) {
        predecessors.push_back(graph.predecessors(i));
        successors.push_back(graph.successors(i));
        kinds.push_back(operationClass(graph, i));
        for (const auto &ref : graph.layer(i).inputs) {
            auto &tensor = all[ref];
            tensor.ref = ref;
            tensor.canCross = ref.layer == TensorRef::input || graph.layer(ref.layer).uncuttable.empty();
            if (tensor.readers.empty() || tensor.readers.back() != i)
                tensor.readers.push_back(i);
        }
    }
    for (auto &[ref, tensor] : all) {
        for (const auto reader : tensor.readers)
            tensorsReadBy[static_cast<std::size_t>(reader)].push_back(static_cast<int>(tensors.size()));
        tensors.push_back(std::move(tensor));
    }
    for (std::size_t k = 0; k < graph.outputs().size(); ++k) {
        const auto layer = graph.outputs()[k].tensor.layer;
        auto &list = layer == TensorRef::input ? passedThrough : outputsOf[static_cast<std::size_t>(layer)];
        list.push_back(static_cast<int>(k));
    }
    deadLayers = leadsNowhere(*this);
}

std::vector<int> CutStructure::legalPrefixes() const
{
    std::vector<int> blocked(
        static_cast<std::size_t>(size()) + 2, 0); // differences of how many tensors forbid a prefix
    for (const auto &tensor : tensors) {
        if (tensor.canCross)
            continue;
        ++blocked[static_cast<std::size_t>(tensor.ref.layer + 1)];
        --blocked[static_cast<std::size_t>(tensor.readers.back() + 1)];
    }
    int lastWithOutput = -1;
    for (int i = 0; i < size(); ++i) {
        if (!outputsOf[static_cast<std::size_t>(i)].empty())
            lastWithOutput = i;
    }
    std::vector<int> legal;
    int now = 0;
    for (int layers = 0; layers <= size(); ++layers) {
        now += blocked[static_cast<std::size_t>(layers)];
        if (now == 0 && (layers <= lastWithOutput || layers == size()))
            legal.push_back(layers);
    }
    return legal;
}

} // namespace splitscope
