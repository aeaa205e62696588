// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/session_file.h"
#include "core/planning/planning_view.h"

#include <optional>

namespace splitscope {

SessionPin sessionPin(const PinnedPlan &pin);
/// Nothing where this graph has no such cut.
std::optional<PinnedPlan> pinnedPlan(const SessionPin &pin, const LayerGraph &graph);

} // namespace splitscope
