// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/layer_figures.h"

#include <string>

namespace splitscope {

/// The layers and what is known of them, in forms that other programs read. Numbers are plain: a point for decimals, no
/// thousands, no units; what is not known is left out (JSON) or empty (CSV).

/// One line a layer (RFC 4180, UTF-8), heads as in `inspect --json` and with `side` and `why_no_cut` beside them.
std::string layersAsCsv(const LayerGraph &graph, const LayerFacts &facts, const Cut &cut);

/// Node data for Model Explorer (google-ai-edge/model-explorer, "custom node data"): one figure for each layer id, and
/// viridis as the gradient. \param graphName the graph that it is shown on
std::string layersAsNodeData(
    const LayerGraph &graph, const LayerFacts &facts, LayerFigure figure, const std::string &graphName);

/// An attachment for Netron (lutzroeder/netron, `"signature": "netron:attachment"`): every figure of every layer as a
/// metric of the node of that name, and the side of the cut as metadata.
std::string layersAsNetronAttachment(const LayerGraph &graph, const LayerFacts &facts, const Cut &cut);

} // namespace splitscope
