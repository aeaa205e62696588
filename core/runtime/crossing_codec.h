// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_fit.h"
#include "core/graph/picture.h"
#include "core/model/model.h"
#include "core/runtime/wire_tensor.h"

#include <memory>
#include <vector>

namespace splitscope {

/// What happens on the wire to everything that crosses one cut, at both ends: the device encodes, the edge decodes.
/// Coders are built when a tensor first comes in an order, since a quicker execution may give another than the plan's.
/// Thread-safe; one tensor is encoded or decoded at a time.
class CrossingCodec {
public:
    /// Quick: nothing is built yet. Throws Failure (InvalidArgument), as fitCodec.
    CrossingCodec(
        std::shared_ptr<const Model> model, const Cut &cut, const Codec &codec, const CodecConstants *constants);
    ~CrossingCodec();
    CrossingCodec(const CrossingCodec &) = delete;
    CrossingCodec &operator=(const CrossingCodec &) = delete;

    /// As it runs here: with the digest of its constants (PlanKey::codec).
    const Codec &codec() const;
    const CodecConstants &constants() const;

    /// True where the picture is sent in place of the model's input and nothing beside it: the device then need not
    /// prepare it.
    bool sendsPictureAlone() const;

    /// What comes over the wire, in order.
    const std::vector<ExpectedTensor> &wire() const;

    /// The tensors of the wire with everything that is sent: packed where the codec says so and that is smaller.
    /// \param crossing in the order of crossingTensors(), in any dimension order. Where a picture is sent its input
    /// plays no part, and none need be given where nothing else crosses.
    /// \param foreign for a server that holds an exported tail: in the plan's dimension orders, nothing packed.
    std::vector<NamedTensor> encode(
        const std::vector<TensorValue> &crossing, const Picture &picture, bool foreign = false) const;

    /// The crossing tensors again, the picture prepared for the model. Throws Failure (RequestInvalid).
    /// \param received in the order of `wire()`, as readInputs gives them
    std::vector<TensorValue> decode(const std::vector<TensorValue> &received) const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace splitscope
