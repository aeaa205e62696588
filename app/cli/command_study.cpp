// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/plan_output.h"
#include "app/cli/plan_setup.h"
#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/study/study_figures.h"
#include "core/study/study_runner.h"
#include "core/study/study_summary.h"

#include <cmath>
#include <cstdio>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
    ModelArguments model;
    ContextChoice context; ///< whose link is empty where nobody asked for the quickest cut
    StudyOptions options;
    std::string codecs = defaultStudyCodecs;
    std::vector<std::string> cuts; ///< instead of the study's own choice
    double mostLoss = 0.01;
    std::filesystem::path out;
};

void checkArguments(const Arguments &arguments)
{
    if (!std::isfinite(arguments.mostLoss) || arguments.mostLoss < 0 || arguments.mostLoss > 1)
        throw Failure(ErrorCode::InvalidArgument, {{"what", "--loss"}, {"why", "it must be from 0 to 1."}});
}

std::string codecText(const CutChoice &choice) { return choice.entry != nullptr ? choice.entry->codec : "none"; }

Json choiceJson(const CutChoice &choice)
{
    return {{"cut", choice.cut->cut}, {"codec", codecText(choice)}, {"bytes", choice.bytes},
        {"device_macs", choice.cut->deviceMacs},
        {"worst_loss", choice.entry != nullptr ? choice.entry->worstLoss() : 0}};
}

Json summaryJson(const StudySummary &summary)
{
    Json choices = Json::array();
    for (const auto &choice : summary.choices)
        choices.push_back(choiceJson(choice));
    const auto one = [&](const std::optional<std::size_t> &which) {
        return which ? choiceJson(summary.choices[*which]) : Json(nullptr);
    };
    return {{"most_loss", summary.mostLoss}, {"fewest_bytes", choices}, {"best_by_bytes", one(summary.leastBytes)},
        {"best_by_bytes_in_first_half", one(summary.leastBytesEarly)},
        {"best_by_device_computation", one(summary.leastDevice)}};
}

std::string percent(double part) { return threeDigits(100 * part) + " %"; }

std::string summaryText(const Study &study, const StudySummary &summary)
{
    std::vector<std::vector<std::string>> rows{
        {"cut", "MACs there", "as it is", "fewest bytes", "codec", "loss", "95 %"}};
    for (const auto &choice : summary.choices) {
        const auto &cut = *choice.cut;
        std::string interval = "-";
        double high = 0.0;
        if (choice.entry != nullptr) {
            for (const auto &[task, loss] : choice.entry->losses)
                high = std::max(high, loss.high);
            interval = "to " + percent(high);
        }
        rows.push_back({cut.cut,
            study.totalMacs > 0 ? percent(static_cast<double>(cut.deviceMacs) / static_cast<double>(study.totalMacs))
                                : "-",
            bytesText(cut.crossingBytes), bytesText(std::llround(choice.bytes)), codecText(choice),
            choice.entry != nullptr ? percent(choice.entry->worstLoss()) : "0 %", interval});
    }
    std::string text = "The fewest bytes that keep every task within " + percent(summary.mostLoss)
        + " of the uncut model's answers\n\n" + tableText(rows);
    const auto say = [&](const char *what, const std::optional<std::size_t> &which) {
        if (!which)
            return;
        const auto &choice = summary.choices[*which];
        text += std::string("\n") + what + ": " + choice.cut->cut + " with " + codecText(choice) + ", "
            + bytesText(std::llround(choice.bytes)) + ".";
    };
    say("Fewest bytes", summary.leastBytes);
    say("Fewest bytes with at least half of the work left for the edge", summary.leastBytesEarly);
    say("Least work on the device among cuts that send less than the cut 'edge' can", summary.leastDevice);
    return text + "\n\n" + std::to_string(study.key.frames) + " frames of " + study.key.source + "; calibrated on "
        + std::to_string(study.key.calibrationFrames) + " of " + study.key.calibrationSource + ".\n";
}

void write(const std::filesystem::path &folder, const Study &study, const StudySummary &summary)
{
    auto json = toJson(study);
    json["summary"] = summaryJson(summary);
    writeTextAtomically(folder / "study.json", json.dump(1) + "\n");
    writeTextAtomically(folder / "study.csv", studyCsv(study));
    for (const auto &[file, chart] : studyFigures(study, summary.mostLoss))
        writeTextAtomically(folder / file, svgOf(chart));
}

Cut studiableCut(const Model &model, const std::string &text)
{
    const auto cut = Cut::fromText(model.graph(), text);
    auto why = whyIllegal(model.graph(), cut);
    if (why.empty() && crossingTensors(model.graph(), cut).empty())
        why = "nothing crosses there, so no codec plays a part.";
    if (!why.empty())
        throw Failure(ErrorCode::IllegalCut, {{"cut", text}, {"why", why}});
    return cut;
}

Study measured(const CommonOptions &common, const Arguments &arguments)
{
    auto options = arguments.options;
    options.codecs = studyCodecs(arguments.codecs);
    options.seed = common.seed;
    options.workers = common.threadCount();
    options.folder = arguments.out;
    ensureFolder(options.folder);
    setComputeThreads(1); // cores are better used by frames side by side
    const auto model = arguments.model.open();
    for (const auto &cut : arguments.cuts)
        options.also.push_back(studiableCut(*model, cut));
    if (!options.also.empty())
        options.cuts = 0;
    ProgressLine progress("Studying");
    options.progress = [&](std::int64_t done, std::int64_t all, const std::string &note) {
        progress.show(done, all, note);
        return !interrupted();
    };
    try {
        return runStudy(model, options);
    } catch (const Failure &failure) {
        if (failure.code() != ErrorCode::Cancelled)
            throw;
        throw Failure(ErrorCode::Cancelled,
            {{"what",
                "The study (the cuts that are done are kept in " + options.folder.string()
                    + "; the same command goes on from there)"}});
    }
}

/// The quickest plan with what was just measured.
PlanAnswer quickest(const CommonOptions &common, const Arguments &arguments)
{
    setComputeThreads(common.threadCount());
    auto setup = preparePlanning(arguments.model, {"any", arguments.out, arguments.mostLoss}, arguments.options.source,
        needsCalibration(arguments.context), common);
    return setup.planner->best(buildContext(arguments.context, setup.here, setup.plannedModel()), Objective{});
}

int studyCommand(const CommonOptions &common, const Arguments &arguments)
{
    checkArguments(arguments);
    if (!arguments.context.link.empty()) { // what is wrong there should not take a study's time to say
        LinkSpec::fromText(arguments.context.link);
        checkMachineName(arguments.context.device);
        checkMachineName(arguments.context.edge);
    }
    const auto study = measured(common, arguments);
    const auto summary = summaryOf(study, arguments.mostLoss);
    write(arguments.out, study, summary);
    if (study.key.frames < arguments.options.frames)
        std::fprintf(stderr, "The source held %d frames, not %d.\n", study.key.frames, arguments.options.frames);
    if (study.key.calibrationFrames < arguments.options.calibrationFrames)
        std::fprintf(stderr, "Calibrated on %d frames, not %d: %s holds no more.\n", study.key.calibrationFrames,
            arguments.options.calibrationFrames, study.key.calibrationSource.c_str());
    std::optional<PlanAnswer> best;
    if (!arguments.context.link.empty())
        best = quickest(common, arguments);
    if (!common.json) {
        std::fputs(summaryText(study, summary).c_str(), stdout);
        if (best)
            std::printf("Quickest (%s / %s / %s): %s with %s, %s ms, predicted.\n", arguments.context.device.c_str(),
                arguments.context.link.c_str(), arguments.context.edge.c_str(), best->plan.cutText.c_str(),
                best->plan.codec.c_str(), threeDigits(best->plan.figures.latency.total()).c_str());
        return 0;
    }
    auto json = toJson(study);
    json["summary"] = summaryJson(summary);
    json["summary"]["best_by_latency"] = best ? planJson(best->plan) : Json(nullptr);
    printJson(json);
    return 0;
}

} // namespace

void addStudy(CLI::App &app, const CommonOptions &common, Action &action)
{
    auto *command =
        app.add_subcommand("study", "Measure every codec at every cut: bytes, time, and what each task loses");
    const auto arguments = std::make_shared<Arguments>();
    auto &a = *arguments;
    a.model.addTo(*command);
    command->add_option("--source", a.options.source, "Pictures to compare on; scenes:A..B also has truth");
    command->add_option("--frames", a.options.frames, "So many of them")->check(CLI::Range(1, 1000000));
    command->add_option("--codecs", a.codecs, "Comma-separated; pca:C/N/B keeps one of N components");
    auto *cuts = command->add_option("--cuts", a.options.cuts, "At most so many")->check(CLI::Range(1, 100000));
    command->add_option("--cut", a.cuts, "Only this one; repeatable")->allow_extra_args(false)->excludes(cuts);
    command->add_option("--loss", a.mostLoss, "The most that a task may lose (0.01 is 1 %)");
    command->add_option("--calibrate", a.options.calibrationSource,
        "Pictures to learn ranges and components from (default: others than are compared on)");
    command->add_option("--calibration-frames", a.options.calibrationFrames, "So many of them")
        ->check(CLI::Range(1, 1000000));
    a.context.link.clear();
    command->add_option("--link", a.context.link, "Also say which cut is the quickest over it, as 'plan --study' does");
    command->add_option("--device", a.context.device, "The device then: a preset, 'this', or a calibrated FILE.json");
    command->add_option("--edge", a.context.edge, "The edge then");
    command->add_option("--out", a.out, "Folder for results; what is there already is not measured again")->required();
    command->callback(
        [&common, &action, arguments] { action = [&common, arguments] { return studyCommand(common, *arguments); }; });
}

} // namespace splitscope
