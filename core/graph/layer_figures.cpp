// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/layer_figures.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace splitscope {

namespace {

/// Sets of layers as bits, a row for each layer.
class Closures {
public:
    explicit Closures(const LayerGraph &graph)
        : m_words((static_cast<std::size_t>(graph.size()) + 63) / 64)
        , m_bits(m_words * static_cast<std::size_t>(graph.size()), 0)
    {
        for (int layer = 0; layer < graph.size(); ++layer) {
            auto *own = row(layer);
            own[layer / 64] |= std::uint64_t(1) << (layer % 64);
            for (const int before : graph.predecessors(layer)) {
                const auto *other = row(before);
                for (std::size_t word = 0; word < m_words; ++word)
                    own[word] |= other[word];
            }
        }
    }

    bool holds(int closure, int layer) const { return row(closure)[layer / 64] >> (layer % 64) & 1; }

private:
    std::uint64_t *row(int layer) { return m_bits.data() + m_words * static_cast<std::size_t>(layer); }
    const std::uint64_t *row(int layer) const { return m_bits.data() + m_words * static_cast<std::size_t>(layer); }

    std::size_t m_words;
    std::vector<std::uint64_t> m_bits;
};

struct ReadTensor {
    TensorRef tensor;
    std::int64_t bytes = 0;
    std::vector<int> readers;
};

/// Every tensor that a layer reads, in graph order.
std::vector<ReadTensor> readTensors(const LayerGraph &graph)
{
    std::map<TensorRef, std::vector<int>> readers;
    for (int layer = 0; layer < graph.size(); ++layer) {
        for (const auto &tensor : graph.layer(layer).inputs)
            readers[tensor].push_back(layer);
    }
    std::vector<ReadTensor> result;
    for (auto &[tensor, layers] : readers)
        result.push_back({tensor, graph.info(tensor).bytes(), std::move(layers)});
    return result;
}

std::optional<double> sumOf(const std::vector<int> &layers, const std::function<std::optional<double>(int)> &value)
{
    double sum = 0.0;
    for (const int layer : layers) {
        const auto one = value(layer);
        if (!one)
            return std::nullopt;
        sum += *one;
    }
    return sum;
}

std::optional<double> timeOf(const std::shared_ptr<const LayerTimes> &times, std::size_t layer)
{
    return times && layer < times->ms.size() ? std::optional(times->ms[layer]) : std::nullopt;
}

std::optional<double> valueOf(const std::shared_ptr<const LayerCodecFigures> &figures, std::size_t layer)
{
    return figures && layer < figures->values.size() ? figures->values[layer] : std::nullopt;
}

} // namespace

const std::vector<LayerFigure> &allLayerFigures()
{
    static const std::vector<LayerFigure> all{LayerFigure::Macs, LayerFigure::Parameters, LayerFigure::OutputBytes,
        LayerFigure::CrossingBytes, LayerFigure::MeasuredMs, LayerFigure::DeviceMs, LayerFigure::EdgeMs,
        LayerFigure::CodedBytes, LayerFigure::CodecError};
    return all;
}

std::string_view layerFigureName(LayerFigure figure)
{
    switch (figure) {
    case LayerFigure::Macs:
        return "macs";
    case LayerFigure::Parameters:
        return "params";
    case LayerFigure::OutputBytes:
        return "output_bytes";
    case LayerFigure::CrossingBytes:
        return "crossing_bytes";
    case LayerFigure::MeasuredMs:
        return "median_ms";
    case LayerFigure::DeviceMs:
        return "device_ms";
    case LayerFigure::EdgeMs:
        return "edge_ms";
    case LayerFigure::CodedBytes:
        return "coded_bytes";
    case LayerFigure::CodecError:
        return "codec_error";
    }
    return {};
}

std::vector<CutAfterLayer> cutsAfterLayers(const LayerGraph &graph)
{
    const Closures closures(graph);
    const auto tensors = readTensors(graph);
    std::vector<CutAfterLayer> cuts(static_cast<std::size_t>(graph.size()));
    for (int layer = 0; layer < graph.size(); ++layer) {
        auto &cut = cuts[static_cast<std::size_t>(layer)];
        // Nothing left for the edge is the other reason why a cut cannot be made.
        bool illegal = std::all_of(graph.outputs().begin(), graph.outputs().end(), [&](const ModelOutput &output) {
            return output.tensor.layer == TensorRef::input || closures.holds(layer, output.tensor.layer);
        });
        for (const auto &[tensor, bytes, readers] : tensors) {
            if (tensor.layer > layer)
                break; // tensors stand in graph order; later layers are in no closure of this one
            if (tensor.layer != TensorRef::input && !closures.holds(layer, tensor.layer))
                continue;
            if (std::all_of(readers.begin(), readers.end(), [&](int reader) { return closures.holds(layer, reader); }))
                continue;
            cut.bytes += bytes;
            ++cut.tensors;
            illegal |= tensor.layer != TensorRef::input && !graph.layer(tensor.layer).uncuttable.empty();
        }
        if (illegal)
            cut.whyNot = whyIllegal(graph, Cut::upTo(graph, {layer}));
    }
    return cuts;
}

std::optional<double> figureOf(const LayerGraph &graph, const LayerFacts &facts, LayerFigure figure, int layer)
{
    const auto index = static_cast<std::size_t>(layer);
    switch (figure) {
    case LayerFigure::Macs:
        return static_cast<double>(graph.layer(layer).macs);
    case LayerFigure::Parameters:
        return static_cast<double>(graph.layer(layer).parameters);
    case LayerFigure::OutputBytes:
        return static_cast<double>(graph.layer(layer).outputBytes());
    case LayerFigure::CrossingBytes:
        if (index >= facts.cuts.size() || !facts.cuts[index].whyNot.empty())
            return std::nullopt;
        return static_cast<double>(facts.cuts[index].bytes);
    case LayerFigure::MeasuredMs:
        if (!facts.profile || index >= facts.profile->layers.size())
            return std::nullopt;
        return facts.profile->layers[index].medianMs;
    case LayerFigure::DeviceMs:
        return timeOf(facts.deviceTimes, index);
    case LayerFigure::EdgeMs:
        return timeOf(facts.edgeTimes, index);
    case LayerFigure::CodedBytes:
        return valueOf(facts.codedBytes, index);
    case LayerFigure::CodecError:
        return valueOf(facts.codecErrors, index);
    }
    return std::nullopt;
}

std::optional<double> figureOf(
    const LayerGraph &graph, const LayerFacts &facts, LayerFigure figure, const std::vector<int> &layers)
{
    switch (figure) {
    case LayerFigure::OutputBytes:
        return static_cast<double>(bytesLeaving(graph, layers));
    case LayerFigure::CrossingBytes: {
        const auto cut = Cut::upTo(graph, layers);
        if (!whyIllegal(graph, cut).empty())
            return std::nullopt;
        return static_cast<double>(crossingBytes(graph, cut));
    }
    case LayerFigure::CodedBytes:
    case LayerFigure::CodecError: {
        // Known of cuts after single layers: of these only where that is the same cut.
        const int last = layers.empty() ? -1 : *std::max_element(layers.begin(), layers.end());
        if (last < 0 || Cut::upTo(graph, layers) != Cut::upTo(graph, {last}))
            return std::nullopt;
        return figureOf(graph, facts, figure, last);
    }
    default:
        return sumOf(layers, [&](int layer) { return figureOf(graph, facts, figure, layer); });
    }
}

std::int64_t bytesLeaving(const LayerGraph &graph, const std::vector<int> &layers)
{
    const std::set<int> inside(layers.begin(), layers.end());
    std::set<TensorRef> leaving;
    for (const int layer : layers) {
        for (const int reader : graph.successors(layer)) {
            if (inside.contains(reader))
                continue;
            for (const auto &tensor : graph.layer(reader).inputs) {
                if (tensor.layer == layer)
                    leaving.insert(tensor);
            }
        }
    }
    for (const auto &output : graph.outputs()) {
        if (inside.contains(output.tensor.layer))
            leaving.insert(output.tensor);
    }
    std::int64_t bytes = 0;
    for (const auto &tensor : leaving)
        bytes += graph.info(tensor).bytes();
    return bytes;
}

} // namespace splitscope
