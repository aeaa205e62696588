// SPDX-License-Identifier: GPL-3.0-or-later
// What the bundled model costs to open, to cut and to run live, on this machine: the table in the README.
#include "core/model/guarded_open.h"
#include "core/partition/verification.h"
#include "core/runtime/live_session.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

using namespace splitscope;
using Clock = std::chrono::steady_clock;

namespace {

double milliseconds(Clock::duration duration) { return std::chrono::duration<double, std::milli>(duration).count(); }

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0.0 : values[values.size() / 2];
}

double openingMs(const std::filesystem::path &file)
{
    GuardOptions guard;
    guard.probeProgram = programDirectory().parent_path() / "bin" / "splitscope-cli";
    openModelGuarded(file, {}, guard); // its hash is known from here on
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) {
        const auto start = Clock::now();
        openModelGuarded(file, {}, guard);
        times.push_back(milliseconds(Clock::now() - start));
    }
    return median(times);
}

/// Results a second over `frames` frames, the first fifty (start of the edge, choice of executions) left out.
double liveFps(const std::shared_ptr<const Model> &model, const std::string &cut, std::size_t frames)
{
    constexpr std::size_t warmUp = 50;
    std::mutex mutex;
    std::vector<Clock::time_point> done;
    LiveSettings settings;
    settings.cut = cut;
    EdgeTarget edge;
    edge.program = programDirectory().parent_path() / "bin" / "splitscope-edge";
    LiveSession::Options options;
    options.frameLimit = frames + warmUp;
    options.dropWhenBusy = false;
    LiveSession session(model, openSource("scenes"), edge, settings, options,
        {[&](const FrameResult &) {
             const std::lock_guard lock(mutex);
             done.push_back(Clock::now());
         },
            {}});
    session.wait();
    const std::lock_guard lock(mutex);
    return static_cast<double>(done.size() - warmUp) * 1000.0 / milliseconds(done.back() - done[warmUp - 1]);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3) {
        std::fprintf(stderr, "Usage: bench_first_light MODEL.pt CUT\n");
        return 2;
    }
    const auto cores = std::thread::hardware_concurrency();
    const auto model = Model::open(argv[1]);
    std::printf("%u cores; %s %s %s\n\n", cores, "build/release/bench/bench_first_light", argv[1], argv[2]);
    std::printf("opening a model whose hash is known: %.0f ms (median of 5)\n", openingMs(argv[1]));
    setComputeThreads(1);
    std::printf("live, no shaping, synthetic camera rendered in the same process, one compute thread for each half:\n");
    for (const auto &cut : {std::string(argv[2]), std::string("edge"), std::string("device")})
        std::printf("  cut %-40s %.1f frames/s over 300 frames\n", cut.c_str(), liveFps(model, cut, 300));
    for (const int threads : {1, static_cast<int>(cores)}) {
        setComputeThreads(threads);
        const auto report = verifyCuts(model, {});
        std::printf("(head + tail) / whole, %d thread%s, %zu cuts: %.3f in the median, %.3f at worst; whole model %.1f "
                    "ms; all exact: %s\n",
            threads, threads == 1 ? "" : "s", report.cuts.size(), report.medianOverhead, report.worstOverhead,
            report.wholeMs, report.bitExact ? "yes" : "NO");
    }
    return 0;
}
