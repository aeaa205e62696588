// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor_info.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace inference {
class ModelInferRequest;
class ModelInferResponse;
}

namespace splitscope {

struct NamedTensor {
    std::string name;
    TensorValue value;
    /// Of codes: the dimension order of the tensor that they stand for, where it is not the plan's.
    std::optional<DimensionOrder> codesOrder = std::nullopt;
    /// The lossless stage's frame of the value's bytes, which is sent in their place; null: they are sent as they are.
    std::shared_ptr<const std::vector<std::uint8_t>> packed = nullptr;
};

/// What a request must bring.
struct ExpectedTensor {
    std::string name;
    TensorInfo info; ///< a tensor that names no order comes in rows and is brought into this one's
    /// Codes of a tensor (core/graph/codec_payload.h): `info.order` and strides are that tensor's, in whose order they
    /// lie, and so are those of what is read.
    bool codes = false;
    /// Not 0: one-dimensional, with any number of elements from 1 to this; `info.shape` plays no part.
    std::int64_t mostElements = 0;
};

/// Puts the lossless stage's frame beside the value where that is smaller.
/// \param level of zstd, 1..19
void packTensor(NamedTensor &tensor, int level);

/// The same for an answer that is worth it (core/graph/answer_packing.h).
void packAnswer(NamedTensor &answer);

/// Tensors on the wire: raw little-endian bytes as TensorValue holds them, or a zstd frame of them, which a parameter
/// says. A tensor that is not in rows says so in another. Only our own edge understands these.
void appendInput(inference::ModelInferRequest &request, const NamedTensor &tensor);
void appendOutput(inference::ModelInferResponse &response, const NamedTensor &tensor);

/// The inputs in the order of `expected`, in whatever order the request lists them, raw or typed. Everything is checked
/// before a buffer is made: names, count, types, shapes, sizes; a frame is unpacked into exactly the bytes that type
/// and shape need. Throws Failure (RequestInvalid).
std::vector<TensorValue> readInputs(
    const inference::ModelInferRequest &request, const std::vector<ExpectedTensor> &expected);

/// What a server reads where a request brings these, in the order of `expected`; without a server. Throws as
/// readInputs.
std::vector<TensorValue> readBack(const std::vector<NamedTensor> &sent, const std::vector<ExpectedTensor> &expected);

/// All outputs of a response, in its order. Throws Failure (RequestInvalid) where it contradicts itself.
std::vector<NamedTensor> readOutputs(const inference::ModelInferResponse &response);

/// Bytes of the tensors as they are sent: what FrameResult counts as payload.
std::int64_t payloadBytes(const NamedTensor &tensor);
std::int64_t payloadBytes(const inference::ModelInferRequest &request);
std::int64_t payloadBytes(const inference::ModelInferResponse &response);

} // namespace splitscope
