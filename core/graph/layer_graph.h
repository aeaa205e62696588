// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/graph/tensor_info.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace splitscope {

/// A tensor of a LayerGraph: output `port` of layer `layer`, or, with layer == TensorRef::input, the model's input
/// `port`.
struct TensorRef {
    static constexpr int input = -1;

    int layer = input;
    int port = 0;

    auto operator<=>(const TensorRef &) const = default;
};

/// One thing a person would name: a convolution with its norm and activation, a pooling, an addition.
struct Layer {
    std::string id;                  ///< stable across runs, machines and operating points; [A-Za-z0-9_.:/-]+
    std::string name;                ///< short, for the picture: the last parts of the module path
    std::string module;              ///< module path ("encoder.stage1.block0"), may be empty
    std::string op;                  ///< main operation and what is grouped with it ("conv2d+batch_norm+relu")
    std::vector<TensorRef> inputs;   ///< tensors that depend on the model's input, in order of first use, each once
    std::vector<int> after;          ///< further layers that must run first (order of in-place changes)
    std::vector<TensorInfo> outputs; ///< tensors that other layers or the model's outputs read
    std::int64_t macs = 0;           ///< multiply-accumulates, by the rules in core/model/counting.h
    std::int64_t parameters = 0;     ///< elements of weights, counted at their first reader
    std::int64_t movedBytes = 0;     ///< bytes read and written by everything that is not counted as MACs
    std::string uncuttable;          ///< empty, or why its outputs cannot cross a link
    std::string warning; ///< empty, or what to know before trusting its figures ("its path depends on tensor values")

    std::int64_t outputBytes() const;
};

/// One output of the model: `key` as in TaskSpec::output.
struct ModelOutput {
    std::string key;
    TensorRef tensor;
    TensorInfo info;
};

/// The flat, specialised model as a value: what is shown, costed, cut and run. Layers are in topological order.
/// Immutable once built.
class LayerGraph {
public:
    struct Input {
        std::string name;
        TensorInfo info;
    };

    LayerGraph() = default;
    /// Throws Failure (Internal) if ids repeat or an input refers to a later layer.
    LayerGraph(std::vector<Input> inputs, std::vector<Layer> layers, std::vector<ModelOutput> outputs);

    const std::vector<Input> &inputs() const { return m_inputs; }
    const std::vector<Layer> &layers() const { return m_layers; }
    const std::vector<ModelOutput> &outputs() const { return m_outputs; }
    int size() const { return static_cast<int>(m_layers.size()); }

    const Layer &layer(int index) const { return m_layers.at(static_cast<std::size_t>(index)); }
    std::optional<int> indexOf(const std::string &id) const;
    const TensorInfo &info(const TensorRef &tensor) const;

    /// Direct predecessors (data and order) and successors of a layer, ascending, each once.
    const std::vector<int> &predecessors(int layer) const { return m_predecessors.at(static_cast<std::size_t>(layer)); }
    const std::vector<int> &successors(int layer) const { return m_successors.at(static_cast<std::size_t>(layer)); }

    /// `ID`, `ID#k` for k > 0, or `input:NAME`.
    std::string tensorName(const TensorRef &tensor) const;

    std::int64_t totalMacs() const;
    std::int64_t totalParameters() const;

private:
    std::vector<Input> m_inputs;
    std::vector<Layer> m_layers;
    std::vector<ModelOutput> m_outputs;
    std::unordered_map<std::string, int> m_indexOf;
    std::vector<std::vector<int>> m_predecessors;
    std::vector<std::vector<int>> m_successors;
};

} // namespace splitscope
