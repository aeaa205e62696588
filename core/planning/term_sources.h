// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/context.h"
#include "core/graph/plan.h"
#include "core/planning/plan_case.h"

#include <string>
#include <vector>

namespace splitscope {

/// Where each term of the predictions for one case in one context comes from, for people: "device", "encode", "uplink",
/// "edge", "downlink", "energy", "price", "throughput", "accuracy", "deadline".
/// \param measured how the times of this machine were got, for instance "profile of 37 layers, 2 threads, AMD EPYC".
std::vector<TermSource> termSources(const PlanCase &planCase, const Context &context, const std::string &measured);

} // namespace splitscope
