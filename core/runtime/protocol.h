// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor_info.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace splitscope::protocol {

/// Cap of one message, both ways and on both sides. gRPC's default of 4 MiB counts its framing too.
inline constexpr int maxMessageBytes = 64 * 1024 * 1024;

/// Name of the only version a tail has.
inline constexpr const char *modelVersion = "1";

// Parameters of a ModelInferRequest and its tensors.
inline constexpr const char *planParameter = "splitscope_plan";   ///< string: PlanKey::canonicalJson; prepares the tail
inline constexpr const char *orderParameter = "splitscope_order"; ///< string, on a tensor: dimension order in memory
inline constexpr const char *tuneParameter =
    "splitscope_tune"; ///< bool, beside the plan: also look for the tail's quickest execution before answering
inline constexpr const char *holdParameter =
    "splitscope_hold_ms"; ///< double: answer no sooner than after so long, to stand in for a slower machine
inline constexpr const char *keepParameter =
    "splitscope_keep_answers"; ///< bool: the answers' user is on the edge; none is sent back

inline constexpr const char *packedParameter = "splitscope_zstd"; ///< bool, on a tensor: its bytes are one zstd frame
                                                                  ///< of them; the size follows from type and shape
inline constexpr const char *packAnswersParameter =
    "splitscope_pack_answers"; ///< bool: answers may come packed so, where that makes them smaller

/// What a plan's codecs were calibrated to comes once, with the plan, as inputs named
/// `constants:TENSOR:low|high|mean|basis`, all FP32.
inline constexpr const char *constantsPrefix = "constants:";

/// The most bytes that they may have together.
inline constexpr std::int64_t maxConstantBytes = std::int64_t{32} * 1024 * 1024;

/// With keepParameter, what the device computed comes along as inputs with this before the task's name.
inline constexpr const char *answerPrefix = "answer:";

// Parameters of a ModelInferResponse.
inline constexpr const char *edgeMsParameter = "splitscope_edge_ms";         ///< double: the edge's own duration
inline constexpr const char *receivedNsParameter = "splitscope_received_ns"; ///< int64: steady clock of the edge's host
inline constexpr const char *sentNsParameter = "splitscope_sent_ns";         ///< int64: the same clock

/// Inverse of orderName (core/graph/tensor_info.h). Throws Failure (RequestInvalid).
DimensionOrder orderFromName(std::string_view name);

/// True if `name` may name a tail: [A-Za-z0-9_.-], at most 200 characters.
bool isModelName(std::string_view name);

/// The inputs that a PlanKey::inputSignature lists. Throws Failure (RequestInvalid), also where they exceed a message.
std::vector<TensorInfo> inputsFromSignature(std::string_view signature);

/// Element count of a shape. Throws Failure (RequestInvalid) on a negative dimension or where the product overflows or
/// exceeds what fits into a message with elements of `bytesPerElement` bytes.
std::int64_t checkedElements(const Shape &shape, int bytesPerElement);

} // namespace splitscope::protocol
