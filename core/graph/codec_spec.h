// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"

#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// What sending one tensor costs with a codec. Times are of this machine, in ms.
struct TensorCost {
    double bytes = 0.0;
    double encodeMs = 0.0;
    double decodeMs = 0.0;
};

/// A codec as the planner sees it: a table by tensor. Whoever measures or models a codec fills it in.
struct CodecCosts {
    std::string name = "none"; ///< as the command line writes it
    bool lossless = true;
    std::string source = "element type and shape"; ///< of the bytes and times
    std::vector<TensorCost> inputs;                ///< by model input
    std::vector<std::vector<TensorCost>> outputs;  ///< by layer, then by port

    const TensorCost &of(const TensorRef &tensor) const
    {
        const auto port = static_cast<std::size_t>(tensor.port);
        return tensor.layer == TensorRef::input ? inputs.at(port)
                                                : outputs.at(static_cast<std::size_t>(tensor.layer)).at(port);
    }

    /// Codec `none`: every tensor as it is, no time.
    static CodecCosts none(const LayerGraph &graph)
    {
        CodecCosts costs;
        for (const auto &input : graph.inputs())
            costs.inputs.push_back({static_cast<double>(input.info.bytes()), 0.0, 0.0});
        for (const auto &layer : graph.layers()) {
            auto &ports = costs.outputs.emplace_back();
            for (const auto &info : layer.outputs)
                ports.push_back({static_cast<double>(info.bytes()), 0.0, 0.0});
        }
        return costs;
    }
};

/// The picture sent whole instead of the model's input tensor: prepared for the model on the edge.
struct PictureForm {
    std::string name; ///< "raw", "png", "jpeg:90"
    bool lossless = true;
    bool competes = true; ///< false: shown beside the plans, never chosen
    double bytes = 0.0;
    double encodeMs = 0.0; ///< on this machine
    double decodeMs = 0.0;
    std::optional<double> accuracy; ///< of the model's answers, where it was evaluated
    std::string source;             ///< of its figures
};

} // namespace splitscope
