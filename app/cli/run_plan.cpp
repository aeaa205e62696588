// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_plan.h"

#include "app/cli/plan_setup.h"
#include "core/graph/error.h"
#include "core/planning/cut_structure.h"
#include "core/planning/latency_model.h"
#include "core/planning/stand_in.h"

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

} // namespace

RunPlan planRun(const ModelArguments &arguments, const RunWish &wish, const CommonOptions &common)
{
    if (arguments.operatingPoint == "any")
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "--operating-point any"}, {"why", "a run is of one operating point; name it."}});
    auto halves = common;
    halves.threads = wish.threads;
    setComputeThreads(wish.threads);
    auto setup = preparePlanning(arguments, {"none"}, "scenes", needsCalibration(wish.context), halves);
    auto &planner = *setup.planner;
    const auto &planCase = planner.cases().front();
    const auto context = contextOf(wish, setup);

    RunPlan plan;
    plan.model = setup.models.front();
    plan.cut = wish.cut == "auto" ? planner.best(context, Objective{}).plan.cutText : wish.cut;
    const auto cut = Cut::fromText(*planCase.graph, plan.cut);
    const auto stages = planner.evaluate(context, 0, cut).figures.latency;
    plan.emulation = standIn(planCase, CutStructure(*planCase.graph), context, cut);
    if (!wish.trace)
        plan.prediction = Prediction{stages, pipelinedLatencyMs(stages, context.link, wish.framesInFlight),
            setup.measured() + "; link by formula; before the run"};
    return plan;
}

} // namespace splitscope
