// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/layer_figures.h"
#include "core/model/model.h"
#include "widgets/card/card_view.h"
#include "widgets/graph/graph_layout.h"

#include <memory>

namespace splitscope {

/// A model as the window needs it, made off the GUI thread.
struct OpenModel {
    std::shared_ptr<const Model> model;
    std::shared_ptr<const LayerGraph> graph; ///< the model's own; keeps it alive
    std::shared_ptr<const GraphLayout> layout;
    std::shared_ptr<const LayerFacts> facts;
    std::shared_ptr<const CardView> card;
    Cut startingCut;
    std::string whyUncuttable; ///< empty, or why no cut but the two ends can be made
};

/// The cut that a model starts with: of all prefixes along the graph that leave work for both sides the one over which
/// the fewest bytes cross, and of these the one with the least work on the device. The edge where there is none; `why`
/// says then why the first of them cannot be made.
Cut startingCut(const LayerGraph &graph, std::string &why);

} // namespace splitscope
