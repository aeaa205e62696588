// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/model/model.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

struct VerificationOptions {
    std::optional<int> sample; ///< so many seeded cuts of the whole set; nothing: all of verificationCuts
    std::uint64_t seed = 1;
    bool fast = true; ///< false: exactness of reference mode alone, without fast mode and times
    /// After each cut: (done, all). Returning false stops with Failure (Cancelled).
    std::function<bool(int, int)> progress;
};

/// One cut, run as head and tail with what crosses packed as for the wire.
struct CutVerification {
    std::string cut;
    std::int64_t crossingBytes = 0;
    bool bitExact = false;       ///< reference mode, on both inputs, every output
    double maxAbsDiff = 0.0;     ///< reference mode, against the module as loaded
    double maxRelDiffFast = 0.0; ///< fast mode: max|a-b| / max|b| of the worst output
    bool withinLimit = true;
    double headMs = 0.0; ///< fast mode, median
    double tailMs = 0.0;
    double wholeMs = 0.0; ///< fast mode, median of runs taken between those of the halves
    double overhead() const { return wholeMs > 0 ? (headMs + tailMs) / wholeMs : 0.0; }
};

struct VerificationReport {
    bool repeatable = true;
    bool specialisedEqualsOriginal = false;
    bool bitExact = false; ///< every cut
    double maxAbsDiff = 0.0;
    double maxRelDiffFast = 0.0;
    bool withinLimit = true; ///< every output of fast mode is within fastTolerance (core/partition/tolerance.h)
    double wholeMs = 0.0;    ///< median over cuts
    double medianOverhead = 0.0;
    double worstOverhead = 0.0;
    std::vector<CutVerification> cuts;

    /// Every cut exact in reference mode and within the limit in fast mode (exactness excluded where not repeatable).
    bool passed() const;
};

/// Compares cuts with the module as loaded from the file on two seeded inputs, neither of which was used to specialise.
VerificationReport verifyCuts(std::shared_ptr<const Model> model, const VerificationOptions &options);

} // namespace splitscope
