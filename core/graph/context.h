// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/link_spec.h"
#include "core/graph/machine_spec.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace splitscope {

/// Where the results are wanted: Device: what the edge computes returns. Edge: nothing returns, and what the device
/// computes is sent.
enum class ResultsAt { Device, Edge };

std::string_view resultsAtName(ResultsAt place); ///< "device", "edge"

/// One side of a context, in terms of this machine's times.
struct ContextMachine {
    std::string name = "this";
    /// Time of a layer there / time of the layer here.
    ByOperationClass timeFactor{1.0, 1.0, 1.0, 1.0, 1.0, 1.0};
    double speed = 1.0;          ///< further divides all times: a person's slider
    std::vector<double> layerMs; ///< measured there, by layer; where given, `timeFactor` plays no part for layers
    bool estimated = false;      ///< times here were not measured but worked out from MACs and bytes
    std::optional<double> memoryMegabytes;
    std::optional<double> computeWatts;
    std::optional<double> idleWatts;
    std::optional<double> pricePerHour; ///< US dollars
    std::string timeSource = "measured here";
    std::string powerSource; ///< empty: not known
    std::string priceSource;
};

/// Radio power while it transfers: a x Mbit/s + b for each direction (Huang et al., MobiSys 2012), in milliwatts, on
/// top of the board's own.
struct RadioPower {
    double uplinkPerMbps = 0.0;
    double downlinkPerMbps = 0.0;
    double base = 0.0;
    std::string source;
    bool estimate = false;
};

/// Everything that is not the model and that decides which deployment is best. An immutable value.
struct Context {
    std::string name;
    ContextMachine device;
    ContextMachine edge;
    LinkSpec link;
    std::string linkName = "none";
    std::string linkSource;
    std::optional<RadioPower> radio; ///< absent: not known, its energy is left out
    ResultsAt results = ResultsAt::Device;
};

/// What a plan must keep. Absent: no limit.
struct Limits {
    std::optional<double> latencyMs;
    std::optional<double> deviceEnergyMj;
    std::optional<double> bytes; ///< up and down together, without framing
    std::optional<double> accuracy;

    bool any() const { return latencyMs || deviceEnergyMj || bytes || accuracy; }
    bool operator==(const Limits &) const = default;
};

/// What is best: the least of a weighted sum, or the most frames a second.
struct Objective {
    enum class Kind { Latency, Energy, Bytes, Price, Throughput, Weighted };

    Kind kind = Kind::Latency;
    double perMs = 1.0; ///< weights, for Weighted
    double perMj = 0.0;
    double perKilobyte = 0.0;
    double perMillionthDollar = 0.0;

    /// `latency`, `energy`, `bytes`, `price`, `throughput`, or `weighted:latency=1,energy=0.1,bytes=0.5,price=2` (for
    /// each ms, mJ, kB and millionth of a dollar). Throws Failure (InvalidArgument).
    static Objective fromText(std::string_view text);
    std::string text() const;

    bool operator==(const Objective &) const = default;
};

} // namespace splitscope
