// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"

#include <string>
#include <vector>

namespace splitscope::testing {

/// A layer with one float32 output of `elements` elements that reads the first outputs of other layers (-1: the input).
inline Layer makeLayer(const std::string &id, const std::vector<int> &reads, std::int64_t elements)
{
    Layer layer;
    layer.id = id;
    for (const auto other : reads)
        layer.inputs.push_back({other, 0});
    layer.outputs.push_back({{1, elements}, DType::Float32, DimensionOrder::Contiguous});
    return layer;
}

/// input -> a -> b -> c, with branches b -> d -> e and c -> f; outputs e and f. Elements: input 100, a 80, b 10, c 40,
/// d 20, e 5, f 6.
inline LayerGraph makeBranchedGraph()
{
    std::vector<Layer> layers{makeLayer("a", {-1}, 80), makeLayer("b", {0}, 10), makeLayer("c", {1}, 40),
        makeLayer("d", {1}, 20), makeLayer("e", {3}, 5), makeLayer("f", {2}, 6)};
    std::vector<ModelOutput> outputs{{"0", {4, 0}, layers[4].outputs[0]}, {"1", {5, 0}, layers[5].outputs[0]}};
    return {{{"picture", {{1, 100}, DType::Float32, DimensionOrder::Contiguous}}}, layers, outputs};
}

} // namespace splitscope::testing
