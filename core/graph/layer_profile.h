// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/layer_graph.h"

#include <string>
#include <vector>

namespace splitscope {

/// One duration, measured several times after warm-up.
struct Timing {
    double medianMs = 0.0;
    double lowMs = 0.0;  ///< 10th percentile
    double highMs = 0.0; ///< 90th percentile
    int runs = 0;

    bool operator==(const Timing &) const = default;
};

/// Percentiles of durations in ms, linear between neighbours; all zero where there are none.
Timing timingOf(std::vector<double> runsMs);

/// What a profile belongs to; a profile of another key says nothing about this machine and model.
struct ProfileKey {
    std::string modelHash;      ///< SHA-256 of the model file
    std::string inputSignature; ///< as PlanKey::inputSignature
    std::string operatingPoint = "default";
    std::string cpu; ///< model name as the operating system gives it
    int threads = 1;
    std::string libtorch; ///< version

    bool operator==(const ProfileKey &) const = default;
};

/// Both halves of one cut, measured in fast mode beside the whole, as parts of LayerProfile::whole.
struct HalfTimes {
    std::string cut; ///< Cut::text
    double headMs = 0.0;
    double tailMs = 0.0;

    bool operator==(const HalfTimes &) const = default;
};

/// Measured times of a model's layers on one machine, as core/profile makes them.
/// A layer alone is slower than in the fused whole, so the sum of `layers` is not `whole`. `shareMs` corrects that with
/// measured halves: summed over the layers of a half it predicts that half's time in fast mode, and over all layers it
/// gives `whole`.
struct LayerProfile {
    ProfileKey key;
    std::vector<Timing> layers;  ///< by layer, each run alone, in reference mode
    Timing whole;                ///< the uncut model in fast mode
    std::vector<double> shareMs; ///< by layer; not negative

    std::vector<HalfTimes> halves; ///< what the shares were fitted to
    std::string execution;         ///< how the whole ran (Executable::execution)
    std::string measuredAt;        ///< UTC, "2026-11-21T12:09:31Z"

    bool operator==(const LayerProfile &) const = default;
};

/// Predicted times in fast mode of the two halves of a cut: the sum of their layers' shares, in ms.
double predictedHeadMs(const LayerProfile &profile, const Cut &cut);
double predictedTailMs(const LayerProfile &profile, const Cut &cut);

} // namespace splitscope
