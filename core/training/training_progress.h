// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace splitscope {

/// Where a training step stands. A value: it may cross threads.
struct TrainingProgress {
    std::string step;    ///< "cache", "train", "export"
    std::string message; ///< a sentence worth keeping in a log (an epoch's figures, a file written); often empty
    int epoch = 0;       ///< from 1; 0 outside of training
    int epochs = 0;
    std::int64_t done = 0; ///< scenes rendered, batches trained
    std::int64_t total = 0;
    double loss = 0.0;                   ///< mean of the last batches
    std::map<std::string, double> terms; ///< the loss's unweighted terms, or an epoch's measured metrics
    double imagesPerSecond = 0.0;
    double secondsLeft = -1.0; ///< < 0: not known yet
};

using TrainingReporter = std::function<void(const TrainingProgress &)>;

/// Set by Ctrl+C or a window's cancel button.
using StopFlag = std::atomic<bool>;

} // namespace splitscope
