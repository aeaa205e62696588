// SPDX-License-Identifier: GPL-3.0-or-later
// What studying compression costs: a step is one codec on one frame at one cut. First, all codecs at a cut together
// against as many studies of one codec each, which have to run the head again; then a whole study of a few cuts.
// Processor time of the process, one worker. `build/release/bench/bench_study [MODEL.pt [FRAMES]]`
#include "core/study/calibration.h"
#include "core/study/cut_study.h"
#include "core/study/study_cuts.h"
#include "core/study/study_runner.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace splitscope;

namespace {

constexpr int comparedCuts = 5;
constexpr int studiedCuts = 6;
constexpr int rounds = 2;
constexpr const char *codecList =
    "fp16,bits:8,bits:6,bits:4,bits:3,bits:6+zstd,bits:5+zstd,bits:4+zstd,pca:C/2/8,pca:C/4/8,pca:C/8/8,pca:C/4/4";

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::vector<ReadyCodec> readyCodecs(const Model &model, const Cut &cut, const Calibration &calibration)
{
    std::vector<ReadyCodec> ready;
    std::set<std::string> seen;
    for (const auto &wanted : studyCodecs(codecList)) {
        ReadyCodec one{wanted.text(), wanted.at(model.graph(), cut), {}};
        if (!seen.insert(one.codec.text()).second)
            continue; // of few channels a half and a quarter may be as many
        one.constants = constantsOf(calibration, model.graph(), cut, one.codec);
        one.codec.constants = one.constants.digest();
        ready.push_back(std::move(one));
    }
    return ready;
}

Calibration learned(const std::shared_ptr<const Model> &model, const std::vector<Cut> &cuts)
{
    std::set<TensorRef> tensors;
    for (const auto &cut : cuts) {
        for (const auto &tensor : crossingTensors(model->graph(), cut))
            tensors.insert(tensor);
    }
    return calibrate(model, {tensors.begin(), tensors.end()}, {});
}

/// All codecs together against each alone, the quickest of some rounds taken in turns.
void compare(const std::shared_ptr<const Model> &model, const StudyFrames &frames, const FrameInputs &inputs,
    const Cut &cut, const std::vector<ReadyCodec> &codecs)
{
    CutStudy together(model, inputs, frames, cut, 1);
    CutStudy alone(model, inputs, frames, cut, 1);
    double leastTogether = 1e9;
    double leastAlone = 1e9;
    for (int round = 0; round < rounds; ++round) {
        auto start = cpuSeconds();
        together.run(codecs, 1, {});
        leastTogether = std::min(leastTogether, cpuSeconds() - start);
        start = cpuSeconds();
        for (const auto &codec : codecs)
            alone.run({codec}, 1, {});
        leastAlone = std::min(leastAlone, cpuSeconds() - start);
    }
    const auto &graph = model->graph();
    const auto steps = static_cast<double>(codecs.size() * frames.frames.size());
    std::printf("  %-44.44s %5.1f %% %7zu %7lld %7lld %9.0f %9.0f %7.2f\n", cut.text(graph).c_str(),
        100.0 * static_cast<double>(deviceMacs(graph, cut)) / static_cast<double>(graph.totalMacs()), codecs.size(),
        static_cast<long long>(together.headRuns() / rounds), static_cast<long long>(alone.headRuns() / rounds),
        steps / leastTogether, steps / leastAlone, leastAlone / leastTogether);
    std::fflush(stdout);
}

void wholeStudy(const std::shared_ptr<const Model> &model, int frames)
{
    StudyOptions options;
    options.frames = frames;
    options.cuts = studiedCuts;
    options.codecs = studyCodecs(codecList);
    options.folder = std::filesystem::temp_directory_path() / ("bench_study_" + std::to_string(::getpid()));
    std::filesystem::create_directories(options.folder);
    const auto start = std::chrono::steady_clock::now();
    const double cpuStart = cpuSeconds();
    const auto study = runStudy(model, options);
    const double cpu = cpuSeconds() - cpuStart;
    const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::filesystem::remove_all(options.folder);
    std::size_t steps = 0;
    for (const auto &cut : study.cuts)
        steps += cut.entries.size() * static_cast<std::size_t>(study.key.frames);
    std::printf("\nwhole study with frames, calibration and executions, 1 worker: %zu cuts, %d frames, %zu steps in "
                "%.1f s of processor time (%.1f s in all): %.0f steps a second\n",
        study.cuts.size(), study.key.frames, steps, cpu, wall, static_cast<double>(steps) / cpu);
    constexpr double asked = 60.0 * 12 * 100;
    std::printf("extrapolated, not measured: 60 cuts x 12 codecs x 100 frames, 72,000 steps, at that pace take %.1f "
                "minutes of one core\n",
        asked * cpu / static_cast<double>(steps) / 60.0);
}

} // namespace

int main(int argc, char **argv)
{
    const std::string file = argc > 1 ? argv[1] : SPLITSCOPE_SOURCE_DIR "/sample_models/scenes/scenes.pt";
    const int count = argc > 2 ? std::max(1, std::atoi(argv[2])) : 10;
    setComputeThreads(1);
    const auto model = Model::open(file);
    const FrameInputs inputs(model);
    const auto frames = gatherFrames(model, inputs, StudyOptions{}.source, count, 1, 1, {});
    const auto cuts = studyCuts(model->graph(), comparedCuts);
    const auto calibration = learned(model, cuts);
    std::printf("%u cores; build/release/bench/bench_study; %d frames, processor time\n",
        std::thread::hardware_concurrency(), count);
    std::printf("  %-44s %7s %7s %15s %19s %7s\n  %-44s %7s %7s %7s %7s %9s %9s %7s\n", "", "work", "", "head runs",
        "steps a second", "", "cut", "there", "codecs", "once", "each", "together", "alone", "ratio");
    for (const auto &cut : cuts)
        compare(model, frames, inputs, cut, readyCodecs(*model, cut, calibration));
    wholeStudy(model, count);
    return 0;
}
