// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/codec_options.h"
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/evaluation_pictures.h"
#include "core/evaluation/scene_evaluator.h"
#include "core/graph/error.h"
#include "core/partition/halves.h"
#include "core/runtime/crossing_codec.h"
#include "core/sources/frame_source.h"

#include <cstdio>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
    ModelArguments model;
    std::string source = "scenes:900000..900499";
    std::uint64_t frames = 0;
    std::string cut = "device";
    CodecOptions codec;
    EvaluationPictures::Options pictures;
};

/// The model cut in two in this process, what crosses brought through the codec as it would go over the wire.
class CodedHalves {
public:
    CodedHalves(const std::shared_ptr<const Model> &model, const Cut &cut, const CalibratedCodec &codec)
        : m_codec(model, cut, codec.codec, &codec.constants)
        , m_halves(model, cut, ExecutionMode::Fast, [this](const auto &crossing) { return crossed(crossing); })
    {
        m_halves.chooseFastest();
    }

    std::vector<TensorValue> run(const Picture &picture, const InputSpec &input)
    {
        m_picture = picture;
        m_bytes = 0;
        return m_halves.run({prepareInput(picture, input)}, OutputForm::Full);
    }

    std::int64_t bytes() const { return m_bytes; } ///< that the last frame would have sent

private:
    std::vector<TensorValue> crossed(const std::vector<TensorValue> &crossing)
    {
        const auto sent = m_codec.encode(crossing, m_picture);
        for (const auto &tensor : sent)
            m_bytes += payloadBytes(tensor);
        return m_codec.decode(readBack(sent, m_codec.wire()));
    }

    CrossingCodec m_codec;
    Picture m_picture{1, 1, {128, 128, 128}}; ///< of the frame; before the first any will do
    std::int64_t m_bytes = 0;
    Halves m_halves;
};

/// What was evaluated.
struct Subject {
    std::string cut;
    std::string codec;
    double bytes = 0.0; ///< that cross, mean of a frame
};

Json resultJson(const SceneEvaluator &evaluator, const TaskMetrics &metrics, const Subject &subject)
{
    Json tasks = Json::object();
    for (const auto &[task, values] : metrics) {
        for (const auto &[metric, estimate] : values)
            tasks[task][metric] = {{"value", estimate.value}, {"ci95", {estimate.low, estimate.high}}};
    }
    return {{"frames", evaluator.frames()}, {"cut", subject.cut}, {"codec", subject.codec},
        {"bytes", {{"up", subject.bytes}}}, {"tasks", tasks}};
}

void printTable(const SceneEvaluator &evaluator, const TaskMetrics &metrics, const Subject &subject)
{
    std::vector<std::vector<std::string>> rows{{"task", "metric", "value", "95 % interval"}};
    for (const auto &[task, values] : metrics) {
        for (const auto &[metric, estimate] : values)
            rows.push_back({task, metric, threeDigits(estimate.value),
                threeDigits(estimate.low) + " to " + threeDigits(estimate.high)});
    }
    std::fputs(tableText(rows).c_str(), stdout);
    std::printf("\n%zu frames, cut %s, codec %s: %s cross\n", evaluator.frames(), subject.cut.c_str(),
        subject.codec.c_str(), bytesText(static_cast<std::int64_t>(subject.bytes)).c_str());
}

int evaluate(const CommonOptions &common, const Arguments &arguments)
{
    arguments.codec.parsed();
    const auto seeds = sceneSeedRange(arguments.source);
    if (!seeds)
        throw Failure(ErrorCode::SourceWithoutTruth, {{"source", arguments.source}});
    const auto model = arguments.model.open();
    const auto &inputs = model->metadata().inputs;
    if (inputs.size() != 1 || inputs[0].kind != InputSpec::Kind::Picture)
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The model " + arguments.model.file.string()},
                {"why", "its metadata does not name a picture as its only input, so no source can feed it."}});
    const auto cut = Cut::fromText(model->graph(), arguments.cut);
    const auto codec = arguments.codec.calibrated(model, cut, common, arguments.source);
    CodedHalves halves(model, cut, codec);
    Subject subject{cut.text(model->graph()), codec.codec.text()};
    SceneEvaluator evaluator(model->metadata().tasks);
    constexpr std::uint64_t mostFrames = 1000000; // days of work; also keeps the count from overflowing
    const auto available = std::min(seeds->last - seeds->first, mostFrames - 1) + 1;
    const auto frames = arguments.frames > 0 ? std::min(arguments.frames, available) : available;
    EvaluationPictures pictures(arguments.pictures, model->metadata(), frames);
    const auto &shape = inputs[0].info.shape;
    ProgressLine progress("Evaluating");
    for (std::uint64_t i = 0; i < frames; ++i) {
        if (interrupted())
            throw Failure(ErrorCode::Cancelled, {{"what", "Evaluating after " + std::to_string(i) + " frames"}});
        const auto scene =
            SceneCamera(seeds->first + i, static_cast<int>(shape[3]), static_cast<int>(shape[2])).render();
        const auto answers = halves.run(scene.picture, inputs[0]);
        evaluator.add(answers, scene.truth);
        pictures.add(scene, answers);
        subject.bytes += static_cast<double>(halves.bytes()) / static_cast<double>(frames);
        progress.show(static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(frames));
    }
    const auto metrics = evaluator.result(common.seed);
    if (common.json)
        printJson(resultJson(evaluator, metrics, subject));
    else
        printTable(evaluator, metrics, subject);
    return 0;
}

} // namespace

void addEvaluate(CLI::App &app, const CommonOptions &common, Action &action)
{
    auto *command = app.add_subcommand("evaluate", "Measure a model's tasks against the truth of a source");
    const auto arguments = std::make_shared<Arguments>();
    arguments->model.addTo(*command);
    command->add_option("--source", arguments->source, "Labelled pictures: scenes:A..B, both seeds included");
    command->add_option("--frames", arguments->frames, "At most so many (default: all of the source)");
    command->add_option("--cut", arguments->cut, "Evaluate the model cut there instead of whole");
    arguments->codec.addTo(*command);
    arguments->pictures.addTo(*command);
    command->callback(
        [&common, &action, arguments] { action = [&common, arguments] { return evaluate(common, *arguments); }; });
}

} // namespace splitscope
