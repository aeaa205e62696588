// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/prediction.h"

#include "core/graph/answer_packing.h"
#include "core/graph/error.h"
#include "core/partition/halves.h"
#include "core/planning/latency_model.h"
#include "core/runtime/crossing_codec.h"
#include "core/runtime/picture_inputs.h"
#include "core/sources/frame_source.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace splitscope {

namespace {

constexpr int timedRuns = 9;

template <typename Run>
double medianMs(const Run &run)
{
    std::vector<double> times;
    for (int i = 0; i < timedRuns; ++i) {
        const auto start = std::chrono::steady_clock::now();
        run();
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::nth_element(times.begin(), times.begin() + timedRuns / 2, times.end());
    return times[timedRuns / 2];
}

struct MeasuredFrame {
    CutCost cost;
    double encodeMs = 0.0;
};

struct Sent {
    std::vector<NamedTensor> crossing;
    std::vector<NamedTensor> answers; ///< of the device, where they go up
};

std::vector<NamedTensor> named(const std::vector<std::pair<int, TensorValue>> &tasks, bool packed)
{
    std::vector<NamedTensor> answers;
    for (const auto &[task, output] : tasks) {
        answers.push_back({std::to_string(task), output});
        if (packed)
            packAnswer(answers.back());
    }
    return answers;
}

/// The device's part: what it computes and what it sends.
Sent measureDevice(MeasuredFrame &frame, const PictureInputs &inputs, Halves &halves, const CrossingCodec &codec,
    bool answersGoUp, bool packs)
{
    const auto picture = openSource("scenes")->next()->picture;
    auto &cost = frame.cost;
    PieceOutputs head;
    // As LivePipeline: a picture that is sent whole leaves nothing to prepare here.
    if (!codec.sendsPictureAlone() || !halves.head().tasks().empty())
        cost.deviceMs = medianMs([&] { head = halves.head().run(inputs.of(picture), OutputForm::Returned); });
    Sent sent;
    frame.encodeMs = medianMs([&] {
        sent.crossing = codec.encode(head.crossing, picture);
        if (answersGoUp)
            sent.answers = named(head.tasks, packs);
    });
    for (const auto *tensors : {&sent.crossing, &sent.answers}) {
        for (const auto &tensor : *tensors)
            cost.bytesUp += payloadBytes(tensor);
        cost.tensorsUp += static_cast<int>(tensors->size());
    }
    return sent;
}

MeasuredFrame measuredFrame(
    const std::shared_ptr<const Model> &model, const Cut &cut, const LiveSettings &settings, const HalfThreads &threads)
{
    const bool answersGoUp = settings.results == ResultsAt::Edge;
    const bool packs = packsAnswers(settings.link, settings.results);
    Halves halves(model, cut, settings.mode);
    const CrossingCodec codec(model, cut, codecFromText(settings.codec), settings.constants.get());
    MeasuredFrame frame;
    auto &cost = frame.cost;
    cost.remote = answersGoUp || !cut.isDevice();
    cost.tensorsUp = 0;
    cost.tensorsDown = 0;
    setComputeThreads(threads.device);
    halves.head().chooseFastest();
    const auto sent = measureDevice(frame, PictureInputs(model), halves, codec, answersGoUp, packs);
    std::vector<ExpectedTensor> answers;
    for (const auto &answer : sent.answers)
        answers.push_back({answer.name, answer.value.info});
    if (answersGoUp)
        cost.edgeMs = medianMs([&] { readBack(sent.answers, answers); });
    if (cut.isDevice())
        return frame;
    setComputeThreads(threads.edge);
    halves.tail()->chooseFastest();
    std::vector<NamedTensor> returned;
    cost.edgeMs += medianMs([&] {
        const auto crossing = codec.decode(readBack(sent.crossing, codec.wire()));
        returned = named(halves.tail()->run(crossing, OutputForm::Returned).tasks, packs && !answersGoUp);
    });
    if (answersGoUp)
        return frame;
    cost.tensorsDown = static_cast<int>(returned.size());
    for (const auto &output : returned)
        cost.bytesDown += payloadBytes(output);
    return frame;
}

} // namespace

std::optional<Prediction> predictFromHalves(const std::shared_ptr<const Model> &model, const Cut &cut,
    const LiveSettings &settings, const HalfThreads &threads, int framesInFlight)
{
    if (settings.trace)
        return std::nullopt;
    try {
        const auto frame = measuredFrame(model, cut, settings, threads);
        auto stages = predictStages(frame.cost, settings.link);
        stages.encode = frame.encodeMs;
        if (settings.results == ResultsAt::Edge)
            stages.downlink = 0.0;
        return Prediction{stages, pipelinedLatencyMs(stages, settings.link, framesInFlight),
            "halves measured alone, link by formula"};
    } catch (const Failure &) {
        return std::nullopt; // what was measured is printed all the same
    }
}

} // namespace splitscope
