// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec.h"
#include "core/graph/codec_constants.h"
#include "core/graph/tensor_info.h"

#include <filesystem>
#include <vector>

namespace splitscope {

/// A tensor between two archives and what happens to it there.
struct CodedTensor {
    TensorInfo info;
    TensorCodec codec;
    TensorConstants constants;
};

/// Rewrites a head (Executable::save) so that its first outputs, one for each of `tensors`, are encoded: its tuple then
/// begins with all parts of the first payload, those of the second, and so on (payloadOf), and goes on as before.
/// Standard operators only; the lossless stage is not in it. All or nothing. Throws Failure (InvalidArgument as
/// TensorCoder, FileUnreadable, FileUnwritable).
void appendEncoders(const std::filesystem::path &head, const std::vector<CodedTensor> &tensors);

/// Rewrites a tail likewise: its `forward` takes the parts of all payloads in order.
void prependDecoders(const std::filesystem::path &tail, const std::vector<CodedTensor> &tensors);

} // namespace splitscope
