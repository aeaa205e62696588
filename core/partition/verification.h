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
    /// Asked within a cut; true stops with Failure (Cancelled).
    std::function<bool()> cancelled = {};
    /// After each cut: (done, all). Returning false stops with Failure (Cancelled).
    std::function<bool(int, int)> progress;
};

/// One cut, run as head and tail with what crosses packed as for the wire.
struct CutVerification {
    std::string cut;
    std::int64_t crossingBytes = 0;
    bool bitExact = false;       ///< reference mode, on both inputs, every output
    double maxAbsDiff = 0.0;     ///< reference mode, against the module as loaded
    double maxRelDiffFast = 0.0; ///< fast mode: max|a-b| / max|b| of the worst output that is not a choice
    bool withinLimit = true;     ///< the same outputs, each by its own type's limit
    /// Fast mode: share of elements that agree in the worst output that holds integers or was chosen by value (NMS,
    /// top-k); nothing where there is none.
    std::optional<double> agreement;
    double headMs = 0.0; ///< fast mode: shortest of at least seven runs, head, tail and whole in turn
    double tailMs = 0.0;
    double wholeMs = 0.0; ///< the uncut model in fast mode
    double overhead() const { return wholeMs > 0 ? (headMs + tailMs) / wholeMs : 0.0; }
};

struct VerificationReport {
    bool repeatable = true;
    bool specialisedEqualsOriginal = false;
    bool bitExact = false; ///< every cut
    double maxAbsDiff = 0.0;
    double maxRelDiffFast = 0.0;
    std::optional<double> agreement; ///< of the worst cut
    bool withinLimit = true;         ///< every output of fast mode is within fastTolerance (core/partition/tolerance.h)
    double wholeMs = 0.0;            ///< median over cuts
    double medianOverhead = 0.0;
    double worstOverhead = 0.0;
    std::vector<CutVerification> cuts;

    /// Every cut exact in reference mode and within the limit in fast mode (exactness excluded where not repeatable).
    bool passed() const;
};

/// Compares cuts with the module as loaded from the file on two seeded inputs, neither of which was used to specialise.
VerificationReport verifyCuts(std::shared_ptr<const Model> model, const VerificationOptions &options);

} // namespace splitscope
