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

/// The device's part: what it computes and what it sends.
std::vector<NamedTensor> measureDevice(
    MeasuredFrame &frame, const PictureInputs &inputs, Halves &halves, const CrossingCodec &codec, bool answersGoUp)
{
    const auto picture = openSource("scenes")->next()->picture;
    auto &cost = frame.cost;
    PieceOutputs head;
    // As LivePipeline: a picture that is sent whole leaves nothing to prepare here.
    if (!codec.sendsPictureAlone() || !halves.head().tasks().empty())
        cost.deviceMs = medianMs([&] { head = halves.head().run(inputs.of(picture), OutputForm::Returned); });
    std::vector<NamedTensor> sent;
    frame.encodeMs = medianMs([&] { sent = codec.encode(head.crossing, picture); });
    for (const auto &tensor : sent)
        cost.bytesUp += payloadBytes(tensor);
    cost.tensorsUp = static_cast<int>(sent.size());
    for (const auto &[task, output] : head.tasks) {
        cost.bytesUp += answersGoUp ? output.info.bytes() : 0;
        cost.tensorsUp += answersGoUp ? 1 : 0;
    }
    return sent;
}

MeasuredFrame measuredFrame(
    const std::shared_ptr<const Model> &model, const Cut &cut, const LiveSettings &settings, const HalfThreads &threads)
{
    const bool answersGoUp = settings.results == ResultsAt::Edge;
    const bool packs = !answersGoUp && packsAnswers(settings.link);
    Halves halves(model, cut, settings.mode);
    const CrossingCodec codec(model, cut, codecFromText(settings.codec), settings.constants.get());
    MeasuredFrame frame;
    auto &cost = frame.cost;
    cost.remote = answersGoUp || !cut.isDevice();
    cost.tensorsDown = 0;
    setComputeThreads(threads.device);
    halves.head().chooseFastest();
    const auto sent = measureDevice(frame, PictureInputs(model), halves, codec, answersGoUp);
    if (cut.isDevice())
        return frame;
    setComputeThreads(threads.edge);
    halves.tail()->chooseFastest();
    std::vector<NamedTensor> returned;
    cost.edgeMs = medianMs([&] {
        returned.clear();
        const auto crossing = codec.decode(readBack(sent, codec.wire()));
        for (const auto &[task, output] : halves.tail()->run(crossing, OutputForm::Returned).tasks) {
            returned.push_back({"", output});
            if (packs && output.info.bytes() >= leastPackedAnswerBytes)
                packTensor(returned.back(), answerPackLevel);
        }
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
