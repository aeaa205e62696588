// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"

#include <chrono>
#include <functional>

namespace splitscope {

struct GuardOptions {
    /// Program started as `PROGRAM probe FILE ...` to try the file; by default the splitscope-cli beside this program.
    std::filesystem::path probeProgram;
    std::chrono::seconds timeout{120};
    std::int64_t memoryMegabytes = 16384; ///< or what the machine has free, if that is less
    std::function<bool()> cancelled;      ///< polled; true ends the probe with Failure (Cancelled)
};

/// Opens a model that may be hostile: a file whose hash has not survived before is first loaded, specialised and run
/// once in a child process with limits on memory and time; what survives is remembered in the user's cache and opened
/// here. Throws Failure: all of Model::open, and ModelCrashed, ModelTimedOut, ModelOutOfMemory, ProbeMissing,
/// Cancelled.
std::shared_ptr<const Model> openModelGuarded(
    const std::filesystem::path &file, const ModelOptions &options = {}, const GuardOptions &guard = {});

/// Body of `splitscope-cli probe`: opens the file, prints the error as JSON on failure; returns the exit status.
int runProbe(const std::filesystem::path &file, const ModelOptions &options);

/// Directory of the running program's executable.
std::filesystem::path programDirectory();

} // namespace splitscope
