// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/decisions.h"
#include "tests/fuzz/graph_targets.h"

#include "core/graph/cut.h"
#include "core/graph/sha256.h"

#include <algorithm>
#include <set>

namespace splitscope::fuzz {

namespace {

constexpr std::uint8_t odd = 0xff; ///< decides for what has to be refused; stands in no seed

Layer layerFrom(Decisions &decisions, int index)
{
    Layer layer;
    // Mostly ids that differ and inputs that exist; sometimes not, which has to be refused.
    layer.id = std::string("l").append(std::to_string(decisions.byte() == odd ? 0 : index));
    const int inputs = decisions.below(4);
    for (int i = 0; i < inputs; ++i) {
        const int from =
            decisions.byte() == odd ? static_cast<int>(decisions.number()) : decisions.below(index + 1) - 1;
        layer.inputs.push_back({from < 0 ? TensorRef::input : from, 0});
    }
    if (index > 0 && decisions.below(6) == 0)
        layer.after.push_back(decisions.below(index) - (decisions.byte() == odd ? 1 : 0));
    layer.outputs.push_back(TensorInfo{{1, 1 + decisions.below(8), 4}});
    if (decisions.below(5) == 0)
        layer.uncuttable = "of no reason";
    return layer;
}

LayerGraph graphFrom(Decisions &decisions)
{
    std::vector<Layer> layers;
    while (!decisions.done() && layers.size() < 60)
        layers.push_back(layerFrom(decisions, static_cast<int>(layers.size())));
    std::vector<ModelOutput> outputs;
    const int last = static_cast<int>(layers.size()) - 1;
    outputs.push_back({"0", {last, 0}, last < 0 ? TensorInfo{{1}} : layers.back().outputs.front()});
    return LayerGraph({{"x", TensorInfo{{1, 4}}}}, std::move(layers), std::move(outputs));
}

bool reads(const LayerGraph &graph, int layer, int before)
{
    const auto &inputs = graph.layer(layer).inputs;
    const auto &after = graph.layer(layer).after;
    return std::any_of(inputs.begin(), inputs.end(), [&](const TensorRef &tensor) { return tensor.layer == before; })
        || std::find(after.begin(), after.end(), before) != after.end();
}

void checkNeighbours(const LayerGraph &graph)
{
    for (int i = 0; i < graph.size(); ++i) {
        for (int k = 0; k < graph.size(); ++k) {
            const auto &before = graph.predecessors(i);
            const auto &after = graph.successors(k);
            const bool edge = reads(graph, i, k);
            require((std::count(before.begin(), before.end(), k) == 1) == edge, "predecessors are wrong");
            require((std::count(after.begin(), after.end(), i) == 1) == edge, "successors are wrong");
        }
    }
}

void checkCut(const LayerGraph &graph, const Cut &cut)
{
    std::set<TensorRef> crossing;
    for (int i = 0; i < graph.size(); ++i) {
        for (int k = 0; k < graph.size(); ++k)
            require(!(reads(graph, i, k) && cut.onDevice(i) && !cut.onDevice(k)), "a cut is not closed");
        for (const auto &tensor : graph.layer(i).inputs) {
            if (!cut.onDevice(i) && (tensor.layer == TensorRef::input || cut.onDevice(tensor.layer)))
                crossing.insert(tensor);
        }
    }
    const auto found = crossingTensors(graph, cut);
    require(std::vector<TensorRef>(crossing.begin(), crossing.end()) == found, "crossing tensors are wrong");
    require(Cut::fromText(graph, cut.text(graph)) == cut, "a cut changes when written and read");
}

void buildGraph(const std::string &bytes)
{
    Decisions decisions(bytes);
    const auto seed = static_cast<std::uint64_t>(decisions.number());
    const auto graph = graphFrom(decisions);
    checkNeighbours(graph);
    checkCut(graph, Cut::edge(graph));
    auto cut = Cut::device(graph);
    for (int i = 0; i < std::min(graph.size(), 6); ++i) {
        const auto layer = static_cast<int>(seed >> (8 * i) & 0xff) % graph.size();
        cut = (i % 2 == 0) ? cut.withOnEdge(graph, layer) : cut.withOnDevice(graph, layer);
        require(cut.onDevice(layer) == (i % 2 == 1), "a layer did not move");
        checkCut(graph, cut);
    }
    std::set<std::string> seen;
    for (const auto &each : verificationCuts(graph, seed, 8)) {
        require(whyIllegal(graph, each).empty(), "an illegal cut would be verified");
        require(seen.insert(each.text(graph)).second, "a cut would be verified twice");
    }
}

void hashInPieces(const std::string &bytes)
{
    Decisions decisions(bytes);
    Sha256 hash;
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto length = std::min<std::size_t>(static_cast<std::size_t>(decisions.byte()), bytes.size() - at);
        hash.update(bytes.data() + at, length);
        at += std::max<std::size_t>(length, 1);
        if (length == 0)
            hash.update(bytes.data() + at - 1, 1);
    }
    require(hash.hexDigest() == sha256Hex(bytes), "a hash depends on the pieces it is fed");
}

} // namespace

std::vector<FuzzTarget> graphValueTargets()
{
    std::string many;
    for (int i = 0; i < 400; ++i)
        many += static_cast<char>((i * 37 + i / 7) % odd);
    return {{"layer_graph", {many, many.substr(0, 60), {}}, {many.substr(100, 40)}, buildGraph},
        {"sha256", {{}, "abc", many, std::string(64, '\1')}, {}, hashInPieces}};
}

} // namespace splitscope::fuzz
