// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_layout.h"

#include <chrono>
#include <functional>
#include <optional>

namespace splitscope {

/// How a layout is worked out. Graphviz' `dot` does it in a process of its own (its licence forbids linking it) and our
/// own layout here; the one that is easier to read is taken (layoutCost): ours keeps chains and branches straight, dot
/// untangles what is knotted. Where dot is missing, fails or takes too long, ours is.
struct ArrangeOptions {
    QString program = QStringLiteral("dot"); ///< found on PATH; empty: our own layout
    std::chrono::milliseconds timeout{1500};
    std::function<bool()> cancelled = {}; ///< asked every few milliseconds
};

/// dot's answer alone. Nothing where there is none in time.
std::optional<LayeredResult> arrangeByDot(const LayeredProblem &problem, const ArrangeOptions &options);

/// Nothing where it was cancelled. Blocks: for worker threads. `fromDot`, where given, says whose it is.
std::shared_ptr<const GraphLayout> arrangeGraph(
    const LayerGraph &graph, const LayoutWish &wish, const ArrangeOptions &options, bool *fromDot = nullptr);

} // namespace splitscope
