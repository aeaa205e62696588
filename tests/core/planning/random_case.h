// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/cut.h"
#include "core/planning/plan_case.h"
#include "tests/core/graph/graph_making.h"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace splitscope::testing {

/// Seeded, the same everywhere: the standard fixes the engine's output, not that of distributions.
class Dice {
public:
    explicit Dice(std::uint64_t seed)
        : m_engine(seed)
    {
    }

    int below(int bound) { return static_cast<int>(m_engine() % static_cast<std::uint64_t>(bound)); }
    bool oneIn(int count) { return below(count) == 0; }
    double between(double low, double high) { return low + (high - low) * (below(1000001) / 1e6); }

private:
    std::mt19937_64 m_engine;
};

/// A small graph with what makes cuts hard: tensors with several readers, several outputs of a layer, order edges,
/// layers that cannot be cut, outputs in the middle, layers that lead nowhere.
inline LayerGraph randomGraph(Dice &dice, int mostLayers)
{
    const int count = 2 + dice.below(mostLayers - 1);
    const int inputs = 1 + dice.below(2);
    std::vector<Layer> layers;
    for (int i = 0; i < count; ++i) {
        auto layer = makeLayer("l" + std::to_string(i), {}, 1 + dice.below(60));
        if (dice.oneIn(4))
            layer.outputs.push_back({{1, 1 + dice.below(60)}});
        const int reads = 1 + dice.below(3);
        for (int k = 0; k < reads; ++k) {
            TensorRef tensor;
            if (i == 0 || dice.oneIn(6)) {
                tensor.port = dice.below(inputs);
            } else {
                tensor.layer = dice.oneIn(3) ? dice.below(i) : i - 1;
                tensor.port =
                    dice.below(static_cast<int>(layers[static_cast<std::size_t>(tensor.layer)].outputs.size()));
            }
            if (std::find(layer.inputs.begin(), layer.inputs.end(), tensor) == layer.inputs.end())
                layer.inputs.push_back(tensor);
        }
        if (i > 0 && dice.oneIn(8))
            layer.after.push_back(dice.below(i));
        if (dice.oneIn(7))
            layer.uncuttable = "it is no tensor.";
        layer.parameters = dice.below(1000);
        layers.push_back(std::move(layer));
    }
    std::vector<ModelOutput> outputs;
    const bool everyEnd = !dice.oneIn(4); // else some layers lead nowhere
    for (int i = 0; i < count; ++i) {
        bool read = false;
        for (const auto &other : layers) {
            for (const auto &tensor : other.inputs)
                read = read || tensor.layer == i;
        }
        if ((!read && everyEnd) || i + 1 == count || dice.oneIn(9))
            outputs.push_back({std::to_string(outputs.size()), {i, 0}, layers[static_cast<std::size_t>(i)].outputs[0]});
    }
    std::vector<LayerGraph::Input> given;
    for (int k = 0; k < inputs; ++k)
        given.push_back({"x" + std::to_string(k), {{1, 1 + dice.below(90)}}});
    return {given, layers, outputs};
}

inline PlanCase randomCase(Dice &dice, int mostLayers)
{
    PlanCase one;
    one.graph = std::make_shared<const LayerGraph>(randomGraph(dice, mostLayers));
    for (int i = 0; i < one.graph->size(); ++i)
        one.shareMs.push_back(dice.oneIn(5) ? 0.0 : dice.between(0.0, 5.0));
    for (std::size_t k = 0; k < one.graph->outputs().size(); ++k) {
        OutputCost output{static_cast<double>(1 + dice.below(100)), dice.between(0.0, 0.5)};
        if (k % 2 == 1) { // large enough to be packed
            output.packedBytes = output.bytes / 3;
            output.packMs = 0.3;
            output.unpackMs = 0.1;
        }
        one.outputs.push_back(output);
    }
    one.prepareMs = dice.between(0.0, 1.0);
    one.codec = CodecCosts::none(*one.graph);
    for (auto &ports : one.codec.outputs) {
        for (auto &port : ports)
            port = {static_cast<double>(dice.below(200)), dice.between(0.0, 0.3), dice.between(0.0, 0.3)};
    }
    return one;
}

inline Context randomContext(Dice &dice)
{
    Context context;
    context.device.timeFactor.fill(dice.between(0.5, 4.0));
    context.edge.timeFactor.fill(dice.between(0.1, 1.5));
    context.device.computeWatts = dice.between(1.0, 10.0);
    context.device.idleWatts = dice.between(0.1, 3.0);
    context.device.pricePerHour = dice.between(0.0, 1.0);
    context.edge.pricePerHour = dice.between(0.0, 3.0);
    context.link.shaped = !dice.oneIn(8);
    if (context.link.shaped) {
        context.link.uplinkMbps = dice.between(0.05, 3.0);
        context.link.downlinkMbps = dice.between(0.05, 3.0);
        context.link.rttMs = dice.between(0.0, 6.0);
    }
    if (dice.oneIn(2))
        context.radio =
            RadioPower{dice.between(0.0, 500.0), dice.between(0.0, 200.0), dice.between(0.0, 900.0), {}, false};
    context.results = dice.oneIn(4) ? ResultsAt::Edge : ResultsAt::Device;
    return context;
}

/// A cut's figures, written out by hand from the definitions, without anything of core/planning.
struct HandFigures {
    double latency = 0.0;
    double energy = 0.0;
    double bytes = 0.0;
    double price = 0.0;
    double slowest = 0.0;
};

inline HandFigures handFigures(const PlanCase &one, const Context &context, const Cut &cut)
{
    const auto &graph = *one.graph;
    const bool remote = !cut.isDevice();
    const bool atEdge = context.results == ResultsAt::Edge;
    const double slow = context.device.timeFactor[0];
    const double quick = context.edge.timeFactor[0];
    double device = one.prepareMs * slow;
    double encode = 0;
    double edge = 0;
    double up = 0;
    double down = 0;
    int tensorsUp = 0;
    int tensorsDown = 0;
    for (int i = 0; i < graph.size(); ++i)
        (cut.onDevice(i) ? device : edge) +=
            one.shareMs[static_cast<std::size_t>(i)] * (cut.onDevice(i) ? slow : quick);
    for (std::size_t k = 0; k < graph.outputs().size(); ++k) {
        const bool there = cut.onDevice(graph.outputs()[k].tensor.layer);
        (there ? device : edge) += one.outputs[k].reduceMs * (there ? slow : quick);
        // Every shaped link of these contexts is slow enough for packing.
        const bool packed = context.link.shaped && one.outputs[k].packedBytes > 0;
        const double bytes = packed ? one.outputs[k].packedBytes : one.outputs[k].bytes;
        if (there && atEdge) {
            up += bytes;
            ++tensorsUp;
            encode += packed ? one.outputs[k].packMs * slow : 0.0;
            edge += packed ? one.outputs[k].unpackMs * quick : 0.0;
        }
        if (!there && !atEdge) {
            down += bytes;
            ++tensorsDown;
            edge += packed ? one.outputs[k].packMs * quick : 0.0;
        }
    }
    for (const auto &tensor : crossingTensors(graph, cut)) {
        const auto &cost = one.codec.of(tensor);
        up += cost.bytes;
        ++tensorsUp;
        encode += cost.encodeMs * slow;
        edge += cost.decodeMs * quick;
    }
    double upTransfer = 0;
    double downTransfer = 0;
    double delays = 0;
    if (context.link.shaped && (remote || atEdge)) {
        upTransfer = (up + 100 + 60 * tensorsUp) * 8 / (context.link.uplinkMbps * 1000);
        delays += context.link.rttMs / 2;
    }
    if (context.link.shaped && remote && !atEdge) {
        downTransfer = (down + 100 + 60 * tensorsDown) * 8 / (context.link.downlinkMbps * 1000);
        delays += context.link.rttMs / 2;
    }
    HandFigures figures;
    figures.latency = device + encode + upTransfer + edge + downTransfer + delays;
    figures.bytes = up + down;
    const auto radio = context.radio.value_or(RadioPower{});
    const double b = context.radio ? radio.base : 0.0;
    figures.energy = *context.device.computeWatts * (device + encode)
        + *context.device.idleWatts * (upTransfer + edge + downTransfer + delays)
        + (radio.uplinkPerMbps * context.link.uplinkMbps + b) / 1000 * upTransfer
        + (radio.downlinkPerMbps * context.link.downlinkMbps + b) / 1000 * downTransfer;
    figures.price = (*context.device.pricePerHour * (device + encode) + *context.edge.pricePerHour * edge) / 3600000;
    figures.slowest = std::max({device + encode, upTransfer, edge, downTransfer});
    return figures;
}

/// All legal cuts, by trying every set of layers.
inline std::vector<Cut> allCuts(const LayerGraph &graph)
{
    std::vector<Cut> cuts;
    for (unsigned mask = 0; mask < 1u << graph.size(); ++mask) {
        bool closed = true;
        std::vector<int> layers;
        for (int i = 0; i < graph.size() && closed; ++i) {
            if (!(mask >> i & 1))
                continue;
            layers.push_back(i);
            for (const auto &tensor : graph.layer(i).inputs)
                closed = closed && (tensor.layer < 0 || (mask >> tensor.layer & 1));
            for (const auto before : graph.layer(i).after)
                closed = closed && (mask >> before & 1);
        }
        if (!closed)
            continue;
        auto cut = Cut::upTo(graph, layers);
        if (whyIllegal(graph, cut).empty())
            cuts.push_back(std::move(cut));
    }
    return cuts;
}

} // namespace splitscope::testing
