// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_layout.h"

#include <chrono>
#include <functional>

namespace splitscope {

/// How a layout is worked out. Graphviz' `dot` does it in a process of its own (its licence forbids linking it); where
/// it is missing, fails or takes too long, our own layout does.
struct ArrangeOptions {
    QString program = QStringLiteral("dot"); ///< found on PATH; empty: our own layout
    std::chrono::milliseconds timeout{1500};
    std::function<bool()> cancelled = {}; ///< asked every few milliseconds
};

/// Nothing where it was cancelled. Blocks: for worker threads. `fromDot`, where given, says who did it.
std::shared_ptr<const GraphLayout> arrangeGraph(
    const LayerGraph &graph, const LayoutWish &wish, const ArrangeOptions &options, bool *fromDot = nullptr);

} // namespace splitscope
