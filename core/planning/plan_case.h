// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_spec.h"
#include "core/graph/cut.h"
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
    /// As it is packed where the link is one on which that pays (core/graph/answer_packing.h); 0: never.
    double packedBytes = 0.0;
    double packMs = 0.0; ///< on this machine
    double unpackMs = 0.0;
};

/// A cut at which it is known how good the answers are with a case's codec.
struct KnownCut {
    Cut cut;
    std::string codec; ///< as it is there, where it differs by tensor; empty: as the case names it
    double accuracy = 1.0;
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
    std::optional<double> accuracy; ///< of the answers at every cut; with a codec that loses something mostly unknown
    std::string accuracySource;     ///< of this accuracy, of the known cuts' and the pictures'
    std::vector<KnownCut> known;
    bool knownOnly = false; ///< the search goes over `known` alone: elsewhere the codec may lose too much
};

} // namespace splitscope
