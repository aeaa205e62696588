// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_plan.h"

#include "core/graph/codec.h"
#include "core/graph/error.h"
#include "core/planning/cut_structure.h"
#include "core/planning/latency_model.h"
#include "core/planning/stand_in.h"

#include <algorithm>

namespace splitscope {

namespace {

Context contextOf(const RunWish &wish, const PlanSetup &setup)
{
    auto choice = wish.context;
    if (wish.trace)
        choice.link = "none";
    auto context = buildContext(choice, setup.here, setup.plannedModel());
    if (wish.trace)
        context.link = wish.trace->average();
    return context;
}

/// The plan that is wanted: the best, or the one at the cut that is named.
Plan planOf(Planner &planner, const Context &context, const RunWish &wish)
{
    if (wish.cut == "auto")
        return planner.best(context, Objective{}).plan;
    const auto cut = Cut::fromText(*planner.cases().front().graph, wish.cut);
    const auto codec = codecFromText(wish.codec.codec);
    if (codec.picture && cut.isEdge()) {
        if (auto plan = planner.edgeOnlyPicture(context, codec.picture->text(), Objective{}))
            return *plan;
    }
    // Where a codec of tensors was asked for, its case stands behind that of none.
    return planner.evaluate(context, codec.picture ? 0 : planner.cases().size() - 1, cut);
}

/// The form of the picture that a plan sends; null where it sends tensors.
const PictureForm *pictureOf(const PlanCase &planCase, const Plan &plan)
{
    const auto it = std::find_if(
        planCase.pictures.begin(), planCase.pictures.end(), [&](const auto &form) { return form.name == plan.codec; });
    return it == planCase.pictures.end() ? nullptr : &*it;
}

void check(const ModelArguments &arguments, const RunWish &wish)
{
    const auto refuse = [](const char *what, const char *why) {
        throw Failure(ErrorCode::InvalidArgument, {{"what", what}, {"why", why}});
    };
    if (arguments.operatingPoint == "any")
        refuse("--operating-point any", "a run is of one operating point; name it.");
    if (wish.codec.codec == "any" && wish.cut != "auto")
        refuse("--codec any", "the planner chooses the codec together with the cut: --cut auto.");
}

} // namespace

RunPlan planRun(const ModelArguments &arguments, const RunWish &wish, const CommonOptions &common)
{
    check(arguments, wish);
    auto halves = common;
    halves.threads = wish.threads;
    setComputeThreads(wish.threads);
    auto setup = preparePlanning(arguments, wish.codec, "scenes", needsCalibration(wish.context), halves);
    auto &planner = *setup.planner;
    const auto context = contextOf(wish, setup);
    const auto planned = planOf(planner, context, wish);
    const auto &planCase = planner.caseOf(planned);
    const auto &stages = planned.figures.latency;

    RunPlan plan;
    plan.model = setup.models.front();
    plan.cut = planned.cutText;
    auto codec = codecFromText(planned.codec);
    codec.constants.clear(); // it is calibrated again, here
    plan.codec = codec.text();
    plan.emulation =
        standIn(planCase, CutStructure(*planCase.graph), context, planned.cut, pictureOf(planCase, planned));
    if (!wish.trace)
        plan.prediction = Prediction{stages, pipelinedLatencyMs(stages, context.link, wish.framesInFlight),
            setup.measured() + "; link by formula; before the run"};
    return plan;
}

} // namespace splitscope
