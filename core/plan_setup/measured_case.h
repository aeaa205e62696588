// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_profile.h"
#include "core/model/model.h"
#include "core/planning/context_choice.h"
#include "core/planning/plan_case.h"

#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// The JPEG that is shown beside the plans where nothing else was asked for.
inline constexpr const char *shownJpeg = "jpeg:90";

/// Says what is wrong with the name of a plan's codec: `any`, or what codecFromText reads. Throws Failure as that.
void checkPlanCodec(const std::string &codec);

/// Which picture forms a search may choose with a plan's codec: the one that is named; of `any` those that lose
/// nothing, because what the others lose is not known here (study_cases.h lets those compete of which it is). Throws
/// Failure (InvalidArgument) where a picture form is named and the model's input is no picture.
void letPicturesCompete(PlanCase &planCase, const std::string &codec);

/// What a plan is made of besides its context: the model with times of its layers, what its answers cost in the form
/// that returns, and, if its only input is a picture, what sending that costs in `pictureForms`, measured on the first
/// pictures of `pictureSource`. Tensors cross as they are. No picture form competes yet. Runs the model once and
/// encodes pictures: call it from a worker thread. Throws Failure, as openSource and measurePictureForms.
PlanCase measuredCase(const std::shared_ptr<const Model> &model, std::vector<double> shareMs,
    const std::vector<std::string> &pictureForms, const std::string &pictureSource);

/// Refers to the model's graph.
PlannedModel plannedModel(const Model &model);

/// Where times of this machine come from, in words: "profile of 37 layers in fast mode, 2 threads, AMD EPYC".
std::string measuredText(const LayerProfile &profile);

} // namespace splitscope
