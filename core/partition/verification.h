// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/model/model.h"
#include "core/partition/halves.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// A codec between the halves, while cuts are verified.
struct VerifiedCodec {
    bool lossless = true; ///< false: nothing is asked to be exact or within a limit
    /// Cuts that it fits; nothing: all.
    std::function<bool(const Cut &)> fits = {};
    /// What becomes of crossing tensors; asked once for each cut.
    std::function<Crossing(const Cut &)> crossing;
    /// Told every answer in reference mode, in full, beside that of the module as loaded, both by task: after
    /// `crossing` of the cut that they belong to.
    std::function<void(const std::vector<TensorValue> &, const std::vector<TensorValue> &)> judge = {};
};

struct VerificationOptions {
    std::optional<int> sample; ///< so many seeded cuts of the whole set; nothing: all of verificationCuts
    std::uint64_t seed = 1;
    bool fast = true;                        ///< false: exactness of reference mode alone, without fast mode and times
    std::optional<VerifiedCodec> codec = {}; ///< nothing: tensors cross unchanged
    std::vector<std::vector<TensorValue>> inputs = {}; ///< to compare on; empty: two seeded samples
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
    bool lossless = true; ///< false where a codec loses something: then `passed` asks for nothing
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

    /// Every cut exact in reference mode and within the limit in fast mode; true where not repeatable or not lossless.
    bool passed() const;
};

/// Compares cuts with the module as loaded from the file, on two seeded inputs where none are given; neither was used
/// to specialise. Throws Failure (InvalidArgument) where the codec fits none of the cuts, and what its functions throw.
VerificationReport verifyCuts(std::shared_ptr<const Model> model, const VerificationOptions &options);

} // namespace splitscope
