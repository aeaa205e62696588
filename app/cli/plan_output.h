// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/plan.h"
#include "core/planning/deployments.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// The best plan between two uplink rates, and by how many times it is better than the ends in the middle of the band
/// (the geometric mean of its rates).
struct BandGain {
    RateBand band;
    double middleMbps = 0.0;
    std::optional<double> overDeviceOnly;
    std::optional<double> overEdgeOnly;
    std::optional<double> overEdgeOnlyJpeg;
};

/// One context with everything that `plan` says about it.
struct PlanReport {
    Context context;
    Objective objective;
    Limits limits;
    PlanAnswer best;
    Plan deviceOnly;
    Plan edgeOnly;
    std::optional<Plan> edgeOnlyRaw; ///< where the model's input is a picture
    std::optional<Plan> edgeOnlyPng;
    std::optional<Plan> edgeOnlyJpeg;
    ParetoFront front;
    std::vector<BandGain> bands; ///< by latency; empty where the link is not shaped
    std::vector<TermSource> sources;
};

/// A plan as interface.md fixes it.
nlohmann::ordered_json planJson(const Plan &plan);
nlohmann::ordered_json contextJson(const Context &context);
nlohmann::ordered_json reportJson(const PlanReport &report);

/// For people: the plans side by side, the front, the bands, where each term comes from.
std::string reportText(const PlanReport &report);

/// "3.42 x", or "-".
std::string gainText(const std::optional<double> &gain);

} // namespace splitscope
