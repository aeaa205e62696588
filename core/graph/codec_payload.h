// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/tensor_info.h"

#include <cstdint>
#include <string>
#include <vector>

namespace splitscope {

/// The axis along which a codec treats channels: 1 for four dimensions and more, the last for three (tokens), none (-1)
/// for fewer, where the tensor counts as one channel.
int channelAxis(const Shape &shape);

/// Channels along that axis; 1 where there is none.
std::int64_t channelsOf(const Shape &shape);

/// Channels that get a range of their own from `bits`: one for the whole tensor with `/tensor`, and where the ranges
/// travel with it (not static) and a channel has fewer than 16 elements, so that ranges never outweigh codes.
std::int64_t rangesOf(const Shape &shape, const TensorCodec &codec);

/// One tensor of a payload.
struct PayloadPart {
    std::string suffix; ///< of the wire name: "" or ":ranges"
    TensorInfo info;

    bool operator==(const PayloadPart &) const = default;
};

/// What travels instead of a tensor, in order, before the lossless stage; every byte of it:
/// - none, and every codec for a tensor that is not floating point: the tensor.
/// - fp16: the tensor as float16, in its order; row-major where that is Strided.
/// - bits: `codes`, one-dimensional uint8, in the tensor's order in memory, packed by packedBytes; then, unless static,
///   `:ranges`, float32 [2, R]: the least value and the step of each of the R = rangesOf channels.
/// - pca: `codes` of the components, K channels instead of C at the same positions.
std::vector<PayloadPart> payloadOf(const TensorInfo &tensor, const TensorCodec &codec);

/// Bytes of `count` codes of so many bits: 9..16 bits take a plane of whole bytes and the rest; what is left is a sum
/// of planes of 8, 4, 2 and 1 bits (5 = 4 + 1), and each plane of w bits takes ceil(count * w / 8) bytes. Planes come
/// from a code's highest bits to its lowest. A plane of w < 8 bits holds 8 / w stretches of as many codes as it has
/// bytes: byte i has code i in its lowest bits, above it code i + bytes, and so on.
std::int64_t packedBytes(std::int64_t count, int bits);

/// Bytes of the payload's tensors, before the lossless stage.
std::int64_t payloadBytes(const TensorInfo &tensor, const TensorCodec &codec);

} // namespace splitscope
