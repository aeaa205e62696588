// SPDX-License-Identifier: GPL-3.0-or-later
// `splitscope-cli train` without the rest, for machines that have LibTorch and JSON alone.
#include "core/graph/error.h"
#include "sample_models/catalog.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

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

/// NAME|RECIPE.json OUT [--step STEP] [--threads N] [--resume]; false if it is something else.
bool readArguments(const std::vector<std::string> &arguments, std::string &recipe, TrainOptions &options)
{
    if (arguments.size() < 2)
        return false;
    recipe = arguments[0];
    options.outDir = arguments[1];
    for (std::size_t at = 2; at < arguments.size(); ++at) {
        const bool hasValue = at + 1 < arguments.size();
        if (arguments[at] == "--resume")
            options.resume = true;
        else if (arguments[at] == "--step" && hasValue)
            options.step = arguments[++at];
        else if (arguments[at] == "--threads" && hasValue && (options.threads = std::atoi(arguments[++at].c_str())) > 0)
            continue;
        else
            return false;
    }
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    std::string recipe;
    TrainOptions options;
    if (!readArguments({argv + 1, argv + argc}, recipe, options)) {
        std::fprintf(stderr, "Usage: splitscope-train NAME|RECIPE.json OUT [--step STEP] [--threads N] [--resume]\n");
        return 2;
    }
    std::signal(SIGINT, [](int) { stop = true; });
    std::signal(SIGTERM, [](int) { stop = true; });
    try {
        std::printf("Wrote %s\n", trainSampleModel(recipe, options, show, stop).c_str());
        return 0;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "splitscope-train: %s\n", error.what());
        return 1;
    }
}
