// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"
#include "core/plan_setup/codec_timer.h"
#include "core/planning/plan_case.h"
#include "core/study/study_result.h"

#include <string>
#include <vector>

namespace splitscope {

/// What a study knows of a model, as cases of a planner. Accuracy there is 1 - the loss of the task that loses most
/// against the uncut model: 1 where nothing is lost.

/// Empty if the study is of this model at its operating point, else why not.
std::string whyNotOfModel(const Study &study, const Model &model);

/// For each codec of the study's list a copy of `base` that may only be cut where every task loses at most `mostLoss`;
/// codecs that may not be used anywhere are left out, pictures too. Bytes are the study's means; times too where the
/// study ran on this processor, else measured here.
std::vector<PlanCase> studyCases(const PlanCase &base, const Study &study, double mostLoss, CodecTimer &timer);

/// The picture forms of a study's cut `edge` whose every task loses at most `mostLoss`: "jpeg:95".
std::vector<std::string> studiedPictures(const Study &study, double mostLoss);

/// Tells a case what is known: nothing is lost where nothing is lost on the way; what each picture form loses; and what
/// the case's own codec loses at the cuts that were studied. Pictures within `mostLoss` compete.
void addStudied(PlanCase &planCase, const Study &study, double mostLoss);

} // namespace splitscope
