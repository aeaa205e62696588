// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/graph/board.h"
#include "core/graph/layer_profile.h"
#include "core/planning/context_choice.h"
#include "core/planning/planner.h"
#include "core/study/study_result.h"

#include <filesystem>
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
    std::optional<Study> study;

    PlannedModel plannedModel() const;
    std::string measured() const; ///< where times of this machine come from, in words
};

/// What a search may do to what crosses.
struct PlannedCodec {
    /// `any`: what loses nothing, and of a study what is known to lose little enough, each codec only at cuts where it
    /// does. A picture form: for the cut `edge`; tensors cross as they are. Another codec: at every cut, whatever it
    /// loses; that is shown where the study knows it.
    std::string codec = "any";
    std::filesystem::path study =
        {};                 ///< file or folder of `splitscope-cli study`; empty: what codecs lose is not known
    double mostLoss = 0.01; ///< of every task, for `any`
};

/// Opens the model, profiles it (or takes the cached profile), measures the picture forms on `pictureSource` and the
/// times of codecs. Throws Failure, also UnknownCodec, Cancelled, and FileUnreadable where the study is of another
/// model.
PlanSetup preparePlanning(const ModelArguments &arguments, const PlannedCodec &codec, const std::string &pictureSource,
    bool calibrated, const CommonOptions &common);

/// The profile of a model, with progress on stderr. Throws Failure (Cancelled).
LayerProfile profileWithProgress(const std::shared_ptr<const Model> &model);

} // namespace splitscope
