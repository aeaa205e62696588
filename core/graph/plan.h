// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/frame_result.h"

#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// What one deployment costs for a frame, as predicted.
struct PlanFigures {
    StageTimes latency;                   ///< of a frame on an idle pipeline in which no segment is lost
    double expectedStallMs = 0.0;         ///< what lost segments add on average; not in `latency`
    std::optional<double> deviceEnergyMj; ///< absent: the device's power is not known
    double uplinkBytes = 0.0;             ///< payload
    double downlinkBytes = 0.0;
    std::optional<double> price; ///< US dollars; absent: a price is not known
    double throughputFps = 0.0;  ///< pipelined: the slowest stage
    std::optional<double> accuracy;
    std::optional<double> deadlineMissProbability; ///< absent: no latency limit was given
    double deviceWeightBytes = 0.0;                ///< fp32 weights of the layers on the device
};

/// One deployment with its predicted figures.
struct Plan {
    std::string operatingPoint = "default";
    Cut cut;
    std::string cutText;
    std::string codec = "none"; ///< for the cut `edge` also a picture form: "raw", "png", "jpeg:90"
    PlanFigures figures;
};

/// A search's answer. Where the search was not exhaustive, the best possible value of the objective lies between
/// `bound` and what was found, and `gap` is (found - bound) / found.
struct PlanAnswer {
    Plan plan;
    double value = 0.0; ///< of the objective; for throughput the slowest stage in ms
    double bound = 0.0;
    double gap = 0.0; ///< 0: proven best
};

/// Pareto-optimal plans by latency, energy and bytes, quickest first. Where the search was not exhaustive, `gap` says
/// by which fraction, in every figure at once, a plan outside of the list could still beat it.
struct ParetoFront {
    std::vector<Plan> plans;
    double gap = 0.0;
};

/// The best plan from one uplink rate to the next.
struct RateBand {
    double fromMbps = 0.0;
    double toMbps = 0.0;
    Plan plan; ///< its figures are those at `fromMbps`
};

/// Where a term of a prediction comes from.
struct TermSource {
    enum class Kind { Measured, Imported, Preset, Modelled, Unknown };

    std::string term; ///< "device", "encode", "uplink", "edge", "downlink", "energy", "bytes", "price", ...
    Kind kind = Kind::Modelled;
    std::string text;
};

std::string_view termSourceName(TermSource::Kind kind); ///< "measured", "imported", "preset", "modelled", "unknown"

} // namespace splitscope
