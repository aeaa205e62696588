// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_graph.h"

#include <QString>

#include <vector>

namespace splitscope {

/// What a search found.
struct LayerSearch {
    std::vector<bool> found; ///< by layer; empty where nothing was searched for
    std::vector<int> layers; ///< that were found, in graph order
    QString problem;         ///< why the text is no regular expression
};

/// Layers whose id, module, operation or an output's shape ("64x48", with or without the batch) matches a regular
/// expression, whatever the case. An empty text searches for nothing; one that is no regular expression is looked for
/// as it stands, and said.
LayerSearch searchLayers(const LayerGraph &graph, const QString &text);

} // namespace splitscope
