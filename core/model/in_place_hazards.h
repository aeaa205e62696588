// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/flat_program.h"

#include <map>
#include <unordered_map>

namespace splitscope {

/// Finds what in-place changes forbid, on a program whose memory was recorded while it ran: fills `order` and
/// `uncuttable`. A change of a tensor that nothing else reads is harmless; it then changes the copy that crossed.
/// Memory is a tensor's storage, or a list or dict, by address.
class InPlaceHazards {
public:
    using Memory = const void *;
    using Memories = std::map<Memory, bool>; ///< true: the operation writes to it
    using Touched = std::unordered_map<const torch::jit::Node *, Memories>;
    using MemoryOf = std::unordered_map<const torch::jit::Value *, Memory>;

    static void find(FlatProgram &program, const Touched &touched, const MemoryOf &memoryOf);
};

} // namespace splitscope
