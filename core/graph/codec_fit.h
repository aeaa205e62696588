// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/codec_constants.h"
#include "core/graph/cut.h"
#include "core/graph/layer_graph.h"
#include "core/graph/model_metadata.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// How many constants a crossing tensor's codec needs.
struct ConstantSizes {
    std::string tensor;        ///< LayerGraph::tensorName
    std::int64_t ranges = 0;   ///< values of `low` and of `high`
    std::int64_t channels = 0; ///< pca: values of `mean`; `basis` holds ranges x channels. Else 0: both are empty

    bool operator==(const ConstantSizes &) const = default;
};

/// Of the tensors that cross, those whose codec needs constants, in their order.
std::vector<ConstantSizes> constantSizes(const LayerGraph &graph, const Cut &cut, const Codec &codec);

/// True where the codec leaves the tensor as it is, but for the lossless stage: `none`, a tensor that is not floating
/// point, fp16 of one that is half precision already.
bool leavesAsItIs(const TensorInfo &tensor, const TensorCodec &codec);

/// The one model input that a picture goes into: its place; nothing where there is none or several.
std::optional<int> pictureInput(const ModelMetadata &metadata);

/// A codec at a cut that it fits.
struct FittedCodec {
    Codec codec;              ///< with the digest of the constants below; without any where none are needed there
    CodecConstants constants; ///< only those that are needed there
};

/// Checks a codec against what crosses a cut, without looking at weights: quick enough for a window's thread.
/// \param known constants that there are; may be null. Where `codec` names a digest it must be theirs.
/// Throws Failure (InvalidArgument): a picture codec where the cut is not `edge` or the model takes no single picture,
/// a named tensor that does not cross, more components than channels, constants that are missing, of another size or
/// others than the digest says.
FittedCodec fitCodec(const LayerGraph &graph, const ModelMetadata &metadata, const Cut &cut, const Codec &codec,
    const CodecConstants *known);

} // namespace splitscope
