// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor_info.h"

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
};

/// What a request must bring.
struct ExpectedTensor {
    std::string name;
    TensorInfo info; ///< a tensor that names no order comes in rows and is brought into this one's
};

/// Tensors on the wire: raw little-endian bytes as TensorValue holds them. A tensor that is not in rows says so in a
/// parameter, which only our own edge understands.
void appendInput(inference::ModelInferRequest &request, const NamedTensor &tensor);
void appendOutput(inference::ModelInferResponse &response, const NamedTensor &tensor);

/// The inputs in the order of `expected`, in whatever order the request lists them, raw or typed. Everything is checked
/// before a buffer is made: names, count, types, shapes, sizes. Throws Failure (RequestInvalid).
std::vector<TensorValue> readInputs(
    const inference::ModelInferRequest &request, const std::vector<ExpectedTensor> &expected);

/// All outputs of a response, in its order. Throws Failure (RequestInvalid) where it contradicts itself.
std::vector<NamedTensor> readOutputs(const inference::ModelInferResponse &response);

/// Bytes of the tensors' elements: what FrameResult counts as payload.
std::int64_t payloadBytes(const inference::ModelInferRequest &request);
std::int64_t payloadBytes(const inference::ModelInferResponse &response);

} // namespace splitscope
