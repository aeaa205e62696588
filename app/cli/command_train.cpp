// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "sample_models/catalog.h"

#include <cstdio>
#include <thread>

namespace splitscope {

namespace {

/// Sets the training's stop flag when Ctrl+C is pressed.
class InterruptForwarder {
public:
    explicit InterruptForwarder(StopFlag &stop)
        : m_thread([this, &stop] {
            while (!m_done) {
                stop = stop || interrupted();
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
            }
        })
    {
    }
    ~InterruptForwarder()
    {
        m_done = true;
        m_thread.join();
    }

private:
    std::atomic<bool> m_done{false};
    std::thread m_thread;
};

void show(ProgressLine &line, const TrainingProgress &progress)
{
    if (!progress.message.empty())
        line.log(progress.message);
    if (progress.total <= 0)
        return;
    auto note = progress.step;
    if (progress.epochs > 0)
        note += ", epoch " + std::to_string(progress.epoch) + " of " + std::to_string(progress.epochs) + ", loss "
            + threeDigits(progress.loss);
    if (progress.imagesPerSecond > 0)
        note += ", " + threeDigits(progress.imagesPerSecond) + " images/s";
    line.show(progress.done, progress.total, note, progress.secondsLeft);
}

} // namespace

void addTrain(CLI::App &app, const CommonOptions &common, Action &action)
{
    struct Arguments {
        std::string name;
        TrainOptions options;
    };
    auto *command = app.add_subcommand("train", "Train a bundled model or one's own recipe");
    const auto arguments = std::make_shared<Arguments>();
    command
        ->add_option(
            "recipe", arguments->name, "Name of a bundled model (scenes, mobilenet_v2, chimera) or a recipe file")
        ->required();
    command->add_option("--out", arguments->options.outDir, "Folder for checkpoint and model")->required();
    command->add_option("--step", arguments->options.step,
        "Only this step: cache, train or export; of chimera: cache, primary, teachers, search, distil, baseline, "
        "export or evaluate");
    command->add_flag("--resume", arguments->options.resume, "Go on from the checkpoint in --out");
    auto *seed = app.get_option("--seed");
    command->callback([&common, &action, arguments, seed] {
        action = [&common, arguments, seed] {
            auto options = arguments->options;
            options.threads = common.threadCount();
            if (seed->count() > 0)
                options.seed = common.seed;
            StopFlag stop{false};
            const InterruptForwarder forwarder(stop);
            ProgressLine line("Training");
            const auto file = trainSampleModel(
                arguments->name, options, [&](const TrainingProgress &progress) { show(line, progress); }, stop);
            if (common.json)
                printJson(nlohmann::ordered_json{{"written", file.string()}});
            else
                std::printf("Wrote %s\n", file.c_str());
            return 0;
        };
    });
}

} // namespace splitscope
