// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_profile.h"
#include "core/model/model.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace splitscope {

struct ProfileOptions {
    int threads = 0; ///< intra-op threads, set for this process with setComputeThreads; 0: as they are set already
    /// About how long measuring may take. A slow model gets fewer runs, but never fewer than it takes to choose the
    /// executions of the whole and of one pair of halves.
    double seconds = 20.0;
    bool fresh = false;                               ///< measure although the cache has a profile
    std::optional<std::filesystem::path> cacheFolder; ///< nothing: as ProfileCache chooses
    /// Now and then: (done, all). Returning false stops with Failure (Cancelled).
    std::function<bool(int, int)> progress;
};

/// What a profile of this model belongs to on this machine, with so many threads (0: as they are set for this thread).
ProfileKey profileKey(const Model &model, int threads = 0);

/// The profile from the cache, or measured now and put there (a cache that cannot be written is no failure). Measuring
/// runs the model some hundred times: call it from a worker thread, with nothing else running that matters.
///
/// How: rounds of every layer once, each by itself in reference mode, interleaved with the whole model in fast mode, so
/// that a machine that changes its speed changes all alike; then both halves in fast mode at a few cuts spread over the
/// model, each between runs of the whole; `fitShares` turns these into shares. Warm-up runs are discarded. Times are
/// those of Stopwatch: with one thread, processor time.
/// Throws Failure (Cancelled).
LayerProfile profileModel(std::shared_ptr<const Model> model, const ProfileOptions &options = {});

} // namespace splitscope
