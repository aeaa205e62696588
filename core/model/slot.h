// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <string>
#include <vector>

namespace splitscope {

/// A value as the walk through a method sees it: what it was on the sample and, if it is no tensor but depends on the
/// values of tensors, what computes it in the flat program.
struct Slot {
    c10::IValue value;
    torch::jit::Value *flat = nullptr;
};

torch::jit::Stack valuesOf(const std::vector<Slot> &slots);

/// Whether both are tensors of the same size and element type, or both none.
bool sameSizes(const c10::IValue &a, const c10::IValue &b);

/// What cannot be followed where it stands; the region around it then stays whole.
struct Unfollowable {
    std::string why;
};

} // namespace splitscope
