// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"

#include <string>
#include <string_view>
#include <vector>

namespace splitscope {

/// The set of layers that stay on the device, closed under predecessors. Its complement runs on the edge.
/// On a multitask model this is a frontier with a point on every branch. A cut belongs to the graph it was made for.
class Cut {
public:
    Cut() = default;

    /// Nothing on the device: the input is sent.
    static Cut edge(const LayerGraph &graph);
    /// Everything on the device: nothing is sent.
    static Cut device(const LayerGraph &graph);
    /// The layers named and all their predecessors.
    static Cut upTo(const LayerGraph &graph, const std::vector<int> &lastLayers);
    /// `edge`, `device` or comma-separated layer ids (`id:edge` for a layer really called so).
    /// Throws Failure (UnknownLayer).
    static Cut fromText(const LayerGraph &graph, std::string_view text);

    /// The shortest text that `fromText` reads as this cut: ids of the maximal device layers in graph order.
    std::string text(const LayerGraph &graph) const;

    bool onDevice(int layer) const { return m_onDevice.at(static_cast<std::size_t>(layer)); }
    bool isEdge() const;
    bool isDevice() const;
    int deviceLayers() const;

    /// Moves a layer: with all its predecessors to the device, or with all its successors to the edge.
    Cut withOnDevice(const LayerGraph &graph, int layer) const;
    Cut withOnEdge(const LayerGraph &graph, int layer) const;

    bool operator==(const Cut &) const = default;

private:
    explicit Cut(std::vector<bool> onDevice);

    std::vector<bool> m_onDevice;
};

/// The tensors that cross a cut, in graph order, each once however many layers read it: outputs of device layers, and
/// model inputs, that an edge layer reads. Model outputs computed on the device do not cross.
std::vector<TensorRef> crossingTensors(const LayerGraph &graph, const Cut &cut);

/// Bytes of all crossing tensors without a codec.
std::int64_t crossingBytes(const LayerGraph &graph, const Cut &cut);

/// Empty if the cut can be made, else the reason in words: a crossing tensor that cannot cross.
std::string whyIllegal(const LayerGraph &graph, const Cut &cut);

/// The cuts that `verify --cuts all` tries, duplicates removed: both ends; each layer's predecessor closure; every
/// prefix of the topological order; `combinations` seeded branch combinations (unions of the closures of random
/// layers). Only legal ones.
std::vector<Cut> verificationCuts(const LayerGraph &graph, std::uint64_t seed, int combinations = 64);

} // namespace splitscope
