// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/board.h"

#include <filesystem>
#include <functional>
#include <optional>

namespace splitscope {

struct CalibrationOptions {
    int threads = 0;       ///< intra-op threads, set for this process; 0: as they are set already
    double seconds = 12.0; ///< about how long measuring may take; each operation runs three times at the least
    bool fresh = false;    ///< cachedCalibration: measure although the cache has this machine
    std::optional<std::filesystem::path> cacheFolder; ///< nothing: the user's
    /// Now and then: (done, all). Returning false stops with Failure (Cancelled).
    std::function<bool(int, int)> progress;
};

/// Measures this machine's throughput by operation class with LibTorch, on layers that common nets have: 3x3
/// convolutions of VGG and ResNet, 1x1 and depthwise ones of ResNet-50 and MobileNetV2, the products of ViT-B,
/// additions and ReLUs on 3 MB. Rounds of every operation once, medians (with one thread of processor time); a class's
/// rate is its work over its time. `model` and what only a person knows (power, price) stay empty; memory is what the
/// system says. Call it from a worker thread. Throws Failure (Cancelled).
Board calibrateBoard(const CalibrationOptions &options = {});

/// The same from the cache if this processor, thread count and LibTorch were measured before, else measured and put
/// there (a cache that cannot be written is no failure).
Board cachedCalibration(const CalibrationOptions &options = {});

/// This machine's calibration from the cache; nothing where it was not measured with so many threads (0: as they are
/// set for this thread).
std::optional<Board> findCalibration(int threads = 0, const std::optional<std::filesystem::path> &cacheFolder = {});

} // namespace splitscope
