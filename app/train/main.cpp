// SPDX-License-Identifier: GPL-3.0-or-later
// `splitscope-cli train` without the rest, for machines that have LibTorch and JSON alone.
#include "core/graph/error.h"
#include "sample_models/catalog.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <string_view>

using namespace splitscope;

namespace {

StopFlag stop{false};

void show(const TrainingProgress &progress)
{
    static auto last = std::chrono::steady_clock::time_point{};
    if (!progress.message.empty())
        std::fprintf(stderr, "%s\n", progress.message.c_str());
    const auto now = std::chrono::steady_clock::now();
    if (progress.total <= 0 || now - last < std::chrono::seconds(10))
        return;
    last = now;
    std::fprintf(stderr, "%s: %lld of %lld, epoch %d of %d, loss %.3f, %.1f images/s, %.0f s left\n",
        progress.step.c_str(), static_cast<long long>(progress.done), static_cast<long long>(progress.total),
        progress.epoch, progress.epochs, progress.loss, progress.imagesPerSecond, progress.secondsLeft);
}

} // namespace

int main(int argc, char **argv)
{
    const bool resume = argc == 4 && std::string_view(argv[3]) == "--resume";
    if (argc != 3 && !resume) {
        std::fprintf(stderr, "Usage: splitscope-train NAME|RECIPE.json OUT [--resume]\n");
        return 2;
    }
    std::signal(SIGINT, [](int) { stop = true; });
    std::signal(SIGTERM, [](int) { stop = true; });
    TrainOptions options;
    options.outDir = argv[2];
    options.resume = resume;
    try {
        std::printf("Wrote %s\n", trainSampleModel(argv[1], options, show, stop).c_str());
        return 0;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "splitscope-train: %s\n", error.what());
        return 1;
    }
}
