// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace splitscope {

/// Machines that this one stands in for while it runs the halves. A stage that is done sooner than it would be there is
/// held, asleep, until that time has passed; one that takes longer here is not hurried. An immutable value; the times
/// are a plan's (core/planning/stand_in.h).
struct Emulation {
    std::string device;   ///< what the device half stands for; empty: this machine, nothing is held
    std::string edge;     ///< likewise the edge half
    double headMs = 0.0;  ///< preparing the picture and the head of the cut that is set; 0: not held
    double wholeMs = 0.0; ///< preparing and the whole model on the device: the cut `device`, and frames that fall back
    double tailMs = 0.0;  ///< the tail with the reduction of its answers

    bool any() const { return !device.empty() || !edge.empty(); }
    bool operator==(const Emulation &) const = default;
};

/// The longest time that a stage may be held.
inline constexpr double longestHoldMs = 60000.0;

} // namespace splitscope
