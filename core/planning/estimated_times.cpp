// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/estimated_times.h"

#include "core/planning/presets.h"

namespace splitscope {

namespace {

/// What a layer costs: multiply-accumulates, or bytes for the class that is bound by memory.
double workOf(const LayerGraph &graph, int layer, OperationClass kind)
{
    const auto &one = graph.layer(layer);
    return static_cast<double>(kind == OperationClass::Elementwise ? one.movedBytes : one.macs);
}

} // namespace

std::vector<double> estimatedShares(const LayerGraph &graph, const ByOperationClass &rates)
{
    std::vector<double> shares;
    shares.reserve(static_cast<std::size_t>(graph.size()));
    for (int i = 0; i < graph.size(); ++i) {
        const auto kind = operationClass(graph, i);
        shares.push_back(workOf(graph, i, kind) / (rates.at(static_cast<std::size_t>(kind)) * 1e6));
    }
    return shares;
}

const Board &standInBoard()
{
    static const Board board = [] {
        Board made;
        made.machine = machinePreset("laptop");
        made.machine.name = "this";
        made.machine.label = "this machine, not measured";
        return made;
    }();
    return board;
}

Board boardFromShares(const LayerGraph &graph, const std::vector<double> &shareMs)
{
    ByOperationClass work{};
    ByOperationClass ms{};
    for (int i = 0; i < graph.size(); ++i) {
        const auto kind = operationClass(graph, i);
        work[static_cast<std::size_t>(kind)] += workOf(graph, i, kind);
        ms[static_cast<std::size_t>(kind)] += shareMs.at(static_cast<std::size_t>(i));
    }
    auto board = standInBoard();
    board.machine.label = "this machine";
    for (std::size_t k = 0; k < work.size(); ++k) {
        if (work[k] > 0 && ms[k] > 0)
            board.machine.rates[k] = {work[k] / ms[k] / 1e6, "the layers of this model, measured here", false};
    }
    return board;
}

} // namespace splitscope
