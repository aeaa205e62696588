// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/codec_spec.h"
#include "core/graph/layer_graph.h"

#include <map>
#include <string>

namespace splitscope {

/// Measures on this machine how long tensors take to encode and to decode, and remembers it by shape and codec. One
/// thread at a time; some ms for each new shape.
class CodecTimer {
public:
    /// Bytes are payloadBytes: exact without the lossless stage, with it the most that it can be but for some tens of
    /// bytes. Times are medians of a few runs on seeded values; constants are made up, since they change no time.
    /// Throws Failure (InvalidArgument): more components than channels.
    TensorCost of(const TensorInfo &tensor, const TensorCodec &codec);

private:
    std::map<std::string, TensorCost> m_known;
};

/// A codec for every tensor that may cross. A tensor with fewer channels than the codec has components cannot cross:
/// it costs `cannotCrossBytes`, which no plan chooses. `name` is the codec's text without a digest.
CodecCosts codecCosts(const LayerGraph &graph, const Codec &codec, CodecTimer &timer);

inline constexpr double cannotCrossBytes = 1e15;

} // namespace splitscope
