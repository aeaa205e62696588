// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/codec_constants.h"
#include "core/graph/codec_reading.h"
#include "core/graph/cut.h"

#include <memory>

namespace splitscope {

/// The codec that is set, with what calibration gave it. An immutable value; `codec.constants` is the constants'
/// digest, so that equal codecs have equal constants.
struct CodecChoice {
    Codec codec;
    std::shared_ptr<const CodecConstants> constants; ///< null: it needs none

    bool operator==(const CodecChoice &other) const { return codec == other.codec; }
};

/// A codec with these constants of its tensors; none and no digest where they are empty.
CodecChoice codecChoice(Codec codec, CodecConstants constants);

/// The tensors that cross a cut.
std::vector<CrossingTensor> crossingTensorsOf(const LayerGraph &graph, const Cut &cut);

/// Whether constants are those that a tensor's codec needs: as many values as it has channels and components.
bool constantsFit(const TensorInfo &tensor, const TensorCodec &codec, const TensorConstants &constants);

/// What of a choice holds for a cut: a picture where the input crosses (`edge`), a tensor's own codec where it crosses,
/// and what needs calibration where the tensor was calibrated. Everything else crosses as it is.
CodecChoice carriedTo(const CodecChoice &choice, const LayerGraph &graph, const Cut &cut);

} // namespace splitscope
