// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/link_spec.h"
#include "core/graph/plan_key.h"
#include "core/model/model.h"

#include <memory>

namespace splitscope {

/// Modelled latency of one frame: both halves measured alone on this machine (medians), the link by its formula
/// (core/planning/latency_model.h).
double predictedLatencyMs(const std::shared_ptr<const Model> &model, const Cut &cut, ExecutionMode mode, const LinkSpec &link);

} // namespace splitscope
