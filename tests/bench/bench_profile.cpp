// SPDX-License-Identifier: GPL-3.0-or-later
// How well a profile predicts: predicted against measured times of head and tail, in fast mode, over a seeded sample of
// cuts at which the profile measured nothing. Measured is the median of runs taken between runs of the whole, with the
// profile's own clock (with one thread: processor time). The second line divides by the whole of the same minute, so
// that a machine that changed its pace since the profile was made does not count as an error of the prediction.
#include "core/partition/halves.h"
#include "core/profile/profiler.h"
#include "core/profile/stopwatch.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <set>
#include <thread>

using namespace splitscope;

namespace {

constexpr int warmUpRounds = 2;
constexpr int timedRounds = 9;

struct Settings {
    std::string model = SPLITSCOPE_SOURCE_DIR "/sample_models/scenes/scenes.pt";
    int threads = 1;
    int cuts = 30;
    std::uint64_t seed = 1;
    double seconds = 20.0;
    bool table = false;
};

struct CutTimes {
    double head = 0.0;
    double tail = 0.0;
    double whole = 0.0;
};

template <typename Work>
double timed(const Work &work)
{
    const Stopwatch watch;
    work();
    return watch.elapsedMs();
}

/// Legal cuts that are neither an end nor one of those the profile was fitted to.
std::vector<Cut> unseenCuts(const LayerGraph &graph, const LayerProfile &profile, const Settings &settings)
{
    std::set<std::string> seen{"edge", "device"};
    for (const auto &half : profile.halves)
        seen.insert(half.cut);
    auto cuts = verificationCuts(graph, settings.seed);
    std::erase_if(cuts, [&](const Cut &cut) { return seen.count(cut.text(graph)) > 0; });
    std::mt19937_64 random(settings.seed);
    for (std::size_t i = cuts.size(); i > 1; --i)
        std::swap(cuts[i - 1], cuts[random() % i]);
    cuts.resize(std::min(cuts.size(), static_cast<std::size_t>(settings.cuts)));
    return cuts;
}

CutTimes measure(const std::shared_ptr<const Model> &model, const Cut &cut, Executable &whole)
{
    Halves halves(model, cut, ExecutionMode::Fast);
    halves.chooseFastest();
    const auto inputs = model->sampleInputs(11);
    std::vector<double> heads;
    std::vector<double> tails;
    std::vector<double> wholes;
    for (int i = 0; i < warmUpRounds + timedRounds; ++i) {
        const auto all = timed([&] { whole.run(inputs, OutputForm::Full); });
        PieceOutputs outputs;
        const auto head = timed([&] { outputs = halves.head().run(inputs, OutputForm::Full); });
        const auto tail = timed([&] { halves.tail()->run(outputs.crossing, OutputForm::Full); });
        if (i < warmUpRounds)
            continue;
        wholes.push_back(all);
        heads.push_back(head);
        tails.push_back(tail);
    }
    return {timingOf(heads).medianMs, timingOf(tails).medianMs, timingOf(wholes).medianMs};
}

void report(const char *what, std::vector<double> errors)
{
    std::sort(errors.begin(), errors.end());
    const auto at = [&](double part) { return errors[static_cast<std::size_t>(part * (errors.size() - 1))] * 100.0; };
    std::printf("%-42s median %5.1f %%, 90th percentile %5.1f %%, worst %5.1f %%\n", what, at(0.5), at(0.9), at(1.0));
}

} // namespace

int main(int argc, char **argv)
{
    Settings settings;
    CLI::App app("Predicted against measured times of halves", "bench_profile");
    app.add_option("model", settings.model, "TorchScript archive");
    app.add_option("--threads", settings.threads, "Compute threads");
    app.add_option("--cuts", settings.cuts, "How many cuts to measure");
    app.add_option("--seed", settings.seed, "Chooses the cuts");
    app.add_option("--seconds", settings.seconds, "Time for the profile");
    app.add_flag("--table", settings.table, "Print each cut");
    CLI11_PARSE(app, argc, argv);

    const auto model = Model::open(settings.model);
    setComputeThreads(settings.threads);
    ProfileOptions options;
    options.fresh = true;
    options.seconds = settings.seconds;
    const auto start = std::chrono::steady_clock::now();
    const auto profile = profileModel(model, options);
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    auto whole = Executable::build(model, Cut::device(model->graph()), Piece::Whole, ExecutionMode::Fast);
    whole->chooseFastest();

    std::vector<double> errors;
    std::vector<double> steadied;
    const auto note = [&](double predicted, double measured, double pace) {
        errors.push_back(std::abs(predicted - measured) / measured);
        steadied.push_back(std::abs(predicted * pace - measured) / measured);
    };
    const auto cuts = unseenCuts(model->graph(), profile, settings);
    if (cuts.empty()) {
        std::printf("The model has no cut that was not measured.\n");
        return 1;
    }
    for (const auto &cut : cuts) {
        const auto times = measure(model, cut, *whole);
        const auto pace = times.whole / profile.whole.medianMs;
        const auto head = predictedHeadMs(profile, cut);
        const auto tail = predictedTailMs(profile, cut);
        note(head, times.head, pace);
        note(tail, times.tail, pace);
        if (settings.table)
            std::printf("head %7.2f of %7.2f ms (%+5.0f %%), tail %7.2f of %7.2f ms (%+5.0f %%), pace %.2f  %.60s\n",
                head, times.head, 100 * (head * pace / times.head - 1), tail, times.tail,
                100 * (tail * pace / times.tail - 1), pace, cut.text(model->graph()).c_str());
    }
    std::printf("%u cores; build/release/bench/bench_profile %s --threads %d --cuts %zu --seed %llu\n",
        std::thread::hardware_concurrency(), settings.model.c_str(), settings.threads, cuts.size(),
        static_cast<unsigned long long>(settings.seed));
    std::printf("%s: %d layers, whole %.2f ms (%s), profiled in %.1f s with %zu measured cuts and %d rounds\n",
        model->name().c_str(), model->graph().size(), profile.whole.medianMs, profile.execution.c_str(), seconds,
        profile.halves.size(), profile.layers.empty() ? 0 : profile.layers.front().runs);
    report("|predicted - measured| / measured", errors);
    report("the same, with the pace of the machine", steadied);
    return 0;
}
