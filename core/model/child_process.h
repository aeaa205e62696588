// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace splitscope {

struct ChildLimits {
    std::chrono::seconds timeout{120};
    std::int64_t memoryMegabytes = 16384; ///< of address space
    std::function<bool()> cancelled;
};

struct ChildResult {
    enum class End { Exited, Signalled, TimedOut, Cancelled };

    End end = End::Exited;
    int status = 0;         ///< exit status, where it exited
    std::string signalName; ///< where a signal ended it
    std::string output;     ///< standard output, at most 1 MB
};

/// Runs a program to its end, with nothing on standard input and its standard error discarded. Kills it at the limits.
/// Throws Failure (Internal) where no process can be started.
ChildResult runChild(const std::vector<std::string> &command, const ChildLimits &limits);

} // namespace splitscope
