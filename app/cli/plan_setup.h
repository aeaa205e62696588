// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/graph/board.h"
#include "core/graph/layer_profile.h"
#include "core/planning/context_choice.h"
#include "core/planning/planner.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// What a plan is made of besides its context: the model at each operating point, its times here, what answers and
/// pictures cost.
struct PlanSetup {
    std::vector<std::shared_ptr<const Model>> models; ///< by case
    std::vector<LayerProfile> profiles;               ///< by case
    std::unique_ptr<Planner> planner;
    std::optional<Board> here; ///< this machine calibrated, where a context needs it

    PlannedModel plannedModel() const;
    std::string measured() const; ///< where times of this machine come from, in words
};

/// `any`, `none`, `raw`, `png` or `jpeg:Q`: which codecs may be chosen. Tensors cross as they are; the picture forms
/// are for the cut `edge`. `any` takes those that lose nothing, because what the others lose is not known. Opens the
/// model, profiles it (or takes the cached profile) and measures the picture forms on `pictureSource`. Throws Failure,
/// also UnknownCodec and Cancelled.
PlanSetup preparePlanning(const ModelArguments &arguments, const std::string &codec, const std::string &pictureSource,
    bool calibrated, const CommonOptions &common);

/// The profile of a model, with progress on stderr. Throws Failure (Cancelled).
LayerProfile profileWithProgress(const std::shared_ptr<const Model> &model);

} // namespace splitscope
