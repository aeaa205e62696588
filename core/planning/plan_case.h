// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_spec.h"
#include "core/graph/layer_graph.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// What one output of the model costs its user.
struct OutputCost {
    double bytes = 0.0;    ///< in the form that is returned
    double reduceMs = 0.0; ///< making that form instead of the full one, on this machine; may be negative
};

/// A model at one operating point with one codec: what a search goes over the cuts of. Times are of this machine, in
/// ms.
struct PlanCase {
    std::shared_ptr<const LayerGraph> graph;
    std::string operatingPoint = "default";
    std::vector<double> shareMs;     ///< by layer, as LayerProfile::shareMs
    double prepareMs = 0.0;          ///< from a picture to the model's input
    std::vector<OutputCost> outputs; ///< by graph output
    CodecCosts codec;
    std::vector<PictureForm> pictures; ///< instead of the input tensor for the cut `edge`; empty if there is no picture
    std::optional<double> accuracy;    ///< of the answers without loss on the way
};

} // namespace splitscope
