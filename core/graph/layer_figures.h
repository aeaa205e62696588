// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"
#include "core/graph/layer_profile.h"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace splitscope {

/// A number that can be said of each layer.
enum class LayerFigure {
    Macs,
    Parameters,
    OutputBytes,
    CrossingBytes,
    MeasuredMs,
    DeviceMs,
    EdgeMs,
    CodedBytes, ///< the fewest that keep the loss, if the cut is after the layer
    CodecError  ///< relative, of what crosses there with one codec
};

const std::vector<LayerFigure> &allLayerFigures();
/// Stable, as in `inspect --json`: "macs", "params", "output_bytes", "crossing_bytes", "median_ms",
/// "device_ms", "edge_ms", "coded_bytes", "codec_error".
std::string_view layerFigureName(LayerFigure figure);

/// The cut that leaves one layer and all it needs on the device.
struct CutAfterLayer {
    std::int64_t bytes = 0; ///< crossingBytes of that cut, without a codec
    int tensors = 0;        ///< that cross
    std::string whyNot;     ///< empty, or why the cut cannot be made (whyIllegal)
};

/// That cut for every layer. Quick for thousands of layers: equal to Cut::upTo and crossingBytes for each of them.
std::vector<CutAfterLayer> cutsAfterLayers(const LayerGraph &graph);

/// Times of a graph's layers on the machine that a context has chosen for one side: those measured here times the
/// machine's factor, or measured there.
struct LayerTimes {
    std::string machine;    ///< its label: "Raspberry Pi 4"
    std::string source;     ///< where the times come from, for a person
    std::vector<double> ms; ///< by layer
    bool estimated = false; ///< not measured on any machine
};

/// What something that compresses does at the cuts after layers: from a study, or of one codec.
struct LayerCodecFigures {
    std::string of;                            ///< for a person: the loss that is kept ("1 %"), or the codec ("bits:4")
    std::string source;                        ///< where the values come from, for a person
    std::vector<std::optional<double>> values; ///< by layer; absent: not known
};

/// What is known of a graph's layers before a cut is chosen: a value, made once, off the window's thread.
struct LayerFacts {
    std::vector<CutAfterLayer> cuts;                    ///< by layer
    std::shared_ptr<const LayerProfile> profile = {};   ///< null: not measured
    std::shared_ptr<const LayerTimes> deviceTimes = {}; ///< null: not known
    std::shared_ptr<const LayerTimes> edgeTimes = {};
    std::shared_ptr<const LayerCodecFigures> codedBytes = {}; ///< null: no study
    std::shared_ptr<const LayerCodecFigures> codecErrors = {};
};

/// One figure of one layer; nothing where there is none: not measured, or no cut can be made there.
std::optional<double> figureOf(const LayerGraph &graph, const LayerFacts &facts, LayerFigure figure, int layer);

/// The same for layers that are taken together, a module: sums of MACs, parameters and time; the bytes of the tensors
/// that leave the group; what is said of the cut after all of them.
std::optional<double> figureOf(
    const LayerGraph &graph, const LayerFacts &facts, LayerFigure figure, const std::vector<int> &layers);

/// Bytes of the outputs of these layers that a layer outside, or the model's user, reads.
std::int64_t bytesLeaving(const LayerGraph &graph, const std::vector<int> &layers);

} // namespace splitscope
