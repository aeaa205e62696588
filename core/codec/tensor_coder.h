// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/codec_constants.h"
#include "core/graph/codec_payload.h"
#include "core/graph/tensor_info.h"

#include <memory>
#include <vector>

namespace splitscope {

/// Encodes and decodes one crossing tensor. Runs the same TorchScript that exported halves hold
/// (coder_modules_torch.h); without the lossless stage, which is the wire's (entropy_stage.h).
///
/// Values that are not numbers: in a range taken from the tensor itself, a NaN or an infinity makes its whole channel
/// decode to NaN; with static ranges and components, infinities decode to the ends of the range and NaN to its lower
/// end. A channel whose values are all equal decodes to that value; one whose values differ by less than fp32 can divide
/// (denormals) to some value within its range; one whose range is beyond fp32's largest number to NaN. `fp16` gives
/// infinity beyond 65504, as its rounding does.
/// One thread at a time.
class TensorCoder {
public:
    /// \param tensor as it crosses; its dimension order is the one in which codes lie
    /// \param constants of this tensor, where the codec needs any
    /// Throws Failure (InvalidArgument): constants missing or not of the tensor's size; more components than channels.
    TensorCoder(const TensorInfo &tensor, const TensorCodec &codec, const TensorConstants &constants = {});
    ~TensorCoder();
    TensorCoder(TensorCoder &&) noexcept;
    TensorCoder &operator=(TensorCoder &&) noexcept;

    const TensorInfo &tensor() const;
    const TensorCodec &codec() const;
    const std::vector<PayloadPart> &payload() const; ///< payloadOf(tensor, codec)

    /// Throws Failure (InvalidArgument) where the value's shape, type or order is not the tensor's.
    std::vector<TensorValue> encode(const TensorValue &value) const;

    /// Throws Failure (RequestInvalid) where count, shapes or types are not the payload's. Any bytes decode to
    /// something.
    TensorValue decode(const std::vector<TensorValue> &payload) const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace splitscope
