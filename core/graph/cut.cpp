// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/cut.h"

#include "core/graph/error.h"

#include <algorithm>
#include <random>
#include <set>

namespace splitscope {

namespace {

std::vector<int> layersFromText(const LayerGraph &graph, std::string_view text)
{
    std::vector<int> layers;
    while (true) {
        const auto comma = text.find(',');
        auto id = std::string(text.substr(0, comma));
        if (id.starts_with("id:"))
            id.erase(0, 3);
        const auto index = graph.indexOf(id);
        if (!index)
            throw Failure(ErrorCode::UnknownLayer, {{"layer", id.empty() ? "with an empty name" : id}});
        layers.push_back(*index);
        if (comma == std::string_view::npos)
            return layers;
        text.remove_prefix(comma + 1);
    }
}

bool outputIsOnDevice(const LayerGraph &graph, const Cut &cut)
{
    return std::all_of(graph.outputs().begin(), graph.outputs().end(), [&](const ModelOutput &output) {
        return output.tensor.layer == TensorRef::input || cut.onDevice(output.tensor.layer);
    });
}

} // namespace

Cut::Cut(std::vector<bool> onDevice)
    : m_onDevice(std::move(onDevice))
{
}

Cut Cut::edge(const LayerGraph &graph) { return Cut(std::vector<bool>(static_cast<std::size_t>(graph.size()), false)); }

Cut Cut::device(const LayerGraph &graph)
{
    return Cut(std::vector<bool>(static_cast<std::size_t>(graph.size()), true));
}

Cut Cut::upTo(const LayerGraph &graph, const std::vector<int> &lastLayers)
{
    auto cut = edge(graph);
    for (const auto layer : lastLayers)
        cut.m_onDevice.at(static_cast<std::size_t>(layer)) = true;
    for (int i = graph.size() - 1; i >= 0; --i) {
        if (!cut.onDevice(i))
            continue;
        for (const auto before : graph.predecessors(i))
            cut.m_onDevice[static_cast<std::size_t>(before)] = true;
    }
    return cut;
}

Cut Cut::fromText(const LayerGraph &graph, std::string_view text)
{
    if (text == "edge")
        return edge(graph);
    if (text == "device")
        return device(graph);
    return upTo(graph, layersFromText(graph, text));
}

std::string Cut::text(const LayerGraph &graph) const
{
    if (isEdge())
        return "edge";
    if (isDevice())
        return "device";
    std::string text;
    for (int i = 0; i < graph.size(); ++i) {
        const auto &next = graph.successors(i);
        const bool last =
            onDevice(i) && std::none_of(next.begin(), next.end(), [&](int other) { return onDevice(other); });
        if (!last)
            continue;
        const auto &id = graph.layer(i).id;
        text += (text.empty() ? "" : ",") + (id == "edge" || id == "device" || id == "auto" ? "id:" + id : id);
    }
    return text;
}

bool Cut::isEdge() const { return deviceLayers() == 0; }

bool Cut::isDevice() const { return deviceLayers() == static_cast<int>(m_onDevice.size()); }

int Cut::deviceLayers() const { return static_cast<int>(std::count(m_onDevice.begin(), m_onDevice.end(), true)); }

Cut Cut::withOnDevice(const LayerGraph &graph, int layer) const
{
    auto cut = upTo(graph, {layer});
    for (std::size_t i = 0; i < m_onDevice.size(); ++i)
        cut.m_onDevice[i] = cut.m_onDevice[i] || m_onDevice[i];
    return cut;
}

Cut Cut::withOnEdge(const LayerGraph &graph, int layer) const
{
    auto cut = *this;
    cut.m_onDevice.at(static_cast<std::size_t>(layer)) = false;
    for (int i = layer + 1; i < graph.size(); ++i) {
        for (const auto before : graph.predecessors(i)) {
            if (before >= layer && !cut.onDevice(before))
                cut.m_onDevice[static_cast<std::size_t>(i)] = false;
        }
    }
    return cut;
}

std::vector<TensorRef> crossingTensors(const LayerGraph &graph, const Cut &cut)
{
    std::set<TensorRef> crossing;
    for (int i = 0; i < graph.size(); ++i) {
        if (cut.onDevice(i))
            continue;
        for (const auto &tensor : graph.layer(i).inputs) {
            if (tensor.layer == TensorRef::input || cut.onDevice(tensor.layer))
                crossing.insert(tensor);
        }
    }
    return {crossing.begin(), crossing.end()};
}

std::int64_t crossingBytes(const LayerGraph &graph, const Cut &cut)
{
    std::int64_t bytes = 0;
    for (const auto &tensor : crossingTensors(graph, cut))
        bytes += graph.info(tensor).bytes();
    return bytes;
}

std::string whyIllegal(const LayerGraph &graph, const Cut &cut)
{
    for (const auto &tensor : crossingTensors(graph, cut)) {
        if (tensor.layer == TensorRef::input)
            continue;
        const auto &layer = graph.layer(tensor.layer);
        if (!layer.uncuttable.empty())
            return "the output of " + layer.id + " cannot cross: " + layer.uncuttable;
    }
    if (!cut.isDevice() && outputIsOnDevice(graph, cut))
        return "every output is computed on the device already, so nothing is left for the edge; use the cut 'device'.";
    return {};
}

std::vector<Cut> verificationCuts(const LayerGraph &graph, std::uint64_t seed, int combinations)
{
    std::set<std::string> seen;
    std::vector<Cut> cuts;
    const auto add = [&](const Cut &cut) {
        if (whyIllegal(graph, cut).empty() && seen.insert(cut.text(graph)).second)
            cuts.push_back(cut);
    };
    add(Cut::edge(graph));
    auto prefix = Cut::edge(graph);
    for (int i = 0; i < graph.size(); ++i) {
        add(Cut::upTo(graph, {i}));
        prefix = prefix.withOnDevice(graph, i);
        add(prefix);
    }
    add(Cut::device(graph));
    if (graph.size() == 0)
        return cuts;
    std::mt19937_64 random(seed); // its output is fixed by the standard; the distributions are not
    for (int i = 0; i < combinations; ++i) {
        std::vector<int> last;
        const auto count = 2 + random() % 3;
        for (std::uint64_t k = 0; k < count; ++k)
            last.push_back(static_cast<int>(random() % static_cast<std::uint64_t>(graph.size())));
        add(Cut::upTo(graph, last));
    }
    return cuts;
}

} // namespace splitscope
