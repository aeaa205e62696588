// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/deployment_table.h"
#include "app/cli/plan_output.h"
#include "app/cli/plan_setup.h"
#include "core/graph/error.h"
#include "core/planning/term_sources.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace splitscope {

namespace {

// "Where a split wins" is worked out from one hundredth to a hundred times the link's rate.
constexpr double bandsReach = 100.0;

struct Arguments {
    ModelArguments model;
    ContextChoice choice;
    std::string contexts;
    std::string results; ///< empty: as each context says, which is "device" if it says nothing
    PlannedCodec codec;
    std::string picture = "scenes";
    std::string objective = "latency";
    Limits limits;
};

void checkLimit(const char *option, const std::optional<double> &limit)
{
    if (limit && (!std::isfinite(*limit) || *limit <= 0))
        throw Failure(ErrorCode::InvalidArgument, {{"what", option}, {"why", "a limit must be above 0."}});
}

void checkLimits(const Limits &limits)
{
    checkLimit("--max-latency", limits.latencyMs);
    checkLimit("--max-energy", limits.deviceEnergyMj);
    if (limits.bytes && (!std::isfinite(*limits.bytes) || *limits.bytes < 0))
        throw Failure(ErrorCode::InvalidArgument, {{"what", "--max-bytes"}, {"why", "it must be a number from 0."}});
    checkLimit("--min-accuracy", limits.accuracy);
}

void checkLoss(double mostLoss)
{
    if (!std::isfinite(mostLoss) || mostLoss < 0 || mostLoss > 1)
        throw Failure(ErrorCode::InvalidArgument, {{"what", "--max-loss"}, {"why", "it must be from 0 to 1."}});
}

std::vector<ContextChoice> choicesOf(const Arguments &arguments)
{
    if (arguments.contexts.empty())
        return {arguments.choice};
    if (arguments.contexts == "all")
        return allContexts();
    std::error_code problem;
    if (!std::filesystem::exists(arguments.contexts, problem))
        throw Failure(ErrorCode::FileNotFound, {{"file", arguments.contexts}});
    std::ifstream in(arguments.contexts, std::ios::binary);
    std::ostringstream text;
    if (!in || std::filesystem::is_directory(arguments.contexts, problem) || !(text << in.rdbuf()))
        throw Failure(ErrorCode::FileUnreadable, {{"file", arguments.contexts}, {"why", "it is no readable file."}});
    return contextsFromJson(text.str(), arguments.contexts);
}

std::vector<BandGain> bandGains(Planner &planner, const Context &context)
{
    const Objective latency;
    std::vector<BandGain> gains;
    for (auto &band :
        planner.whereASplitWins(context, context.link.uplinkMbps / bandsReach, context.link.uplinkMbps * bandsReach)) {
        auto there = context;
        there.link.uplinkMbps = std::sqrt(band.fromMbps * band.toMbps);
        const auto best = planner.best(there, latency);
        const auto over = [&](const std::optional<Plan> &other) {
            return other ? gainOver(*other, best, latency) : std::nullopt;
        };
        gains.push_back({std::move(band), there.link.uplinkMbps, over(planner.deviceOnly(there, latency)),
            over(planner.edgeOnly(there, latency)), over(planner.edgeOnlyPicture(there, "jpeg", latency))});
    }
    return gains;
}

PlanReport report(PlanSetup &setup, const Context &context, const Objective &objective, const Limits &limits)
{
    auto &planner = *setup.planner;
    PlanReport report;
    report.context = context;
    report.objective = objective;
    report.limits = limits;
    report.best = planner.best(context, objective, limits);
    report.deviceOnly = planner.deviceOnly(context, objective, limits);
    report.edgeOnly = planner.edgeOnly(context, objective, limits);
    report.edgeOnlyRaw = planner.edgeOnlyPicture(context, "raw", objective, limits);
    report.edgeOnlyPng = planner.edgeOnlyPicture(context, "png", objective, limits);
    report.edgeOnlyJpeg = planner.edgeOnlyPicture(context, "jpeg", objective, limits);
    report.front = planner.pareto(context, limits);
    if (context.link.shaped)
        report.bands = bandGains(planner, context);
    report.sources = termSources(planner.caseOf(report.best.plan), context, setup.measured());
    return report;
}

int plan(const CommonOptions &common, const Arguments &arguments)
{
    checkLimits(arguments.limits);
    checkLoss(arguments.codec.mostLoss);
    const auto objective = Objective::fromText(arguments.objective);
    auto choices = choicesOf(arguments);
    const bool calibrated = std::any_of(choices.begin(), choices.end(), needsCalibration);
    for (const auto &choice : choices) { // what is wrong there should not take a profile's time to say
        if (choice.link != "none")
            LinkSpec::fromText(choice.link);
        checkMachineName(choice.device);
        checkMachineName(choice.edge);
    }
    auto setup = preparePlanning(arguments.model, arguments.codec, arguments.picture, calibrated, common);
    std::vector<Context> contexts;
    for (auto &choice : choices) {
        if (!arguments.results.empty())
            choice.results = arguments.results == "edge" ? ResultsAt::Edge : ResultsAt::Device;
        contexts.push_back(buildContext(choice, setup.here, setup.plannedModel()));
    }
    if (!arguments.contexts.empty()) {
        const auto table = deploymentTable(*setup.planner, contexts, objective, arguments.limits);
        if (common.json)
            printJson(deploymentJson(table));
        else
            std::fputs(deploymentText(table).c_str(), stdout);
        return 0;
    }
    const auto found = report(setup, contexts.front(), objective, arguments.limits);
    if (!common.json) {
        std::fputs(reportText(found).c_str(), stdout);
        return 0;
    }
    auto json = reportJson(found);
    json["model"] = {{"path", setup.models.front()->path().string()}, {"sha256", setup.models.front()->hash()},
        {"name", setup.models.front()->name()}};
    json["measured"] = setup.measured();
    if (setup.study) {
        const auto &key = setup.study->key;
        json["study"] = {{"path", arguments.codec.study.string()}, {"most_loss", arguments.codec.mostLoss},
            {"source", key.source}, {"frames", key.frames}, {"seed", key.seed},
            {"calibration_source", key.calibrationSource}, {"calibration_frames", key.calibrationFrames}};
    }
    printJson(json);
    return 0;
}

} // namespace

void addPlan(CLI::App &app, const CommonOptions &common, Action &action)
{
    auto *command =
        app.add_subcommand("plan", "Find where to cut for a device, an edge and a link, and by how much it wins");
    const auto arguments = std::make_shared<Arguments>();
    auto &a = *arguments;
    a.model.addTo(*command);
    command->add_option("--device", a.choice.device, "A preset, 'this', or a calibrated FILE.json");
    command->add_option("--edge", a.choice.edge, "A preset, 'this', or a calibrated FILE.json");
    auto *link = command->add_option("--link", a.choice.link, "none, a preset, or UP[:DOWN]/RTT[/JITTER[/LOSS]]");
    command->add_option("--radio", a.choice.radio, "Link preset whose radio power counts, if --link is none");
    command
        ->add_option(
            "--results", a.results, "Where the results are wanted (default: device, or as a context of the file says)")
        ->check(CLI::IsMember({"device", "edge"}));
    auto *contexts = command->add_option("--contexts", a.contexts, "'all' presets, or a JSON file of contexts");
    command->add_option("--codec", a.codec.codec,
        "any (what loses nothing, and what a study knows to lose little), or one: bits:4, pca:16/8, jpeg:90 ...");
    command->add_option("--study", a.codec.study, "What codecs lose: the folder that 'splitscope-cli study' wrote");
    command->add_option("--max-loss", a.codec.mostLoss, "The most that any task may lose with --study (0.01 is 1 %)");
    command->add_option("--picture", a.picture, "Source of the pictures whose sizes are measured");
    command->add_option("--objective", a.objective,
        "latency, energy, bytes, price, throughput, or weighted:latency=1,energy=0.1,bytes=0.5,price=1");
    command->add_option("--max-latency", a.limits.latencyMs, "Milliseconds; also the deadline that may be missed");
    command->add_option("--max-energy", a.limits.deviceEnergyMj, "Millijoules of the device");
    command->add_option("--max-bytes", a.limits.bytes, "Bytes up and down");
    command->add_option("--min-accuracy", a.limits.accuracy, "1 - the loss of the task that loses most, from --study");
    command->callback([&common, &action, arguments, link, contexts] {
        if (link->count() == 0 && contexts->count() == 0)
            throw CLI::RequiredError("--link or --contexts");
        action = [&common, arguments] { return plan(common, *arguments); };
    });
}

} // namespace splitscope
