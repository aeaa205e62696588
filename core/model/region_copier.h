// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/slot.h"

#include <functional>
#include <string>

namespace splitscope {

/// What a region reads of the method around it.
struct RegionSurroundings {
    std::function<Slot(const torch::jit::Value *)> outside;                            ///< a value made before it
    std::function<Slot(const c10::IValue &object, const std::string &name)> attribute; ///< of a module
};

/// Copies an `if` or a loop with its blocks to the end of `graph`. What it reads from outside goes through `capture`,
/// which gives the value in `graph`; reading an attribute of a module becomes that. Throws Unfollowable where it writes
/// an attribute.
torch::jit::Node *copyRegion(torch::jit::Graph &graph, torch::jit::Node &region, const RegionSurroundings &surroundings,
    const std::function<torch::jit::Value *(const Slot &)> &capture);

} // namespace splitscope
