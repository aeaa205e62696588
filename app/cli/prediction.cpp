// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/prediction.h"

#include "core/graph/error.h"
#include "core/partition/halves.h"
#include "core/planning/latency_model.h"
#include "core/runtime/model_inputs.h"
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

CutCost measuredCost(
    const std::shared_ptr<const Model> &model, const Cut &cut, const LiveSettings &settings, const HalfThreads &threads)
{
    const bool answersGoUp = settings.results == ResultsAt::Edge;
    const auto picture = openSource("scenes")->next()->picture;
    const ModelInputs inputs(model);
    Halves halves(model, cut, settings.mode);
    CutCost cost;
    cost.remote = answersGoUp || !cut.isDevice();
    cost.tensorsDown = 0;
    setComputeThreads(threads.device);
    halves.head().chooseFastest();
    PieceOutputs head;
    cost.deviceMs = medianMs([&] { head = halves.head().run(inputs.of(picture), OutputForm::Returned); });
    cost.tensorsUp = static_cast<int>(head.crossing.size() + (answersGoUp ? head.tasks.size() : 0));
    for (const auto &tensor : head.crossing)
        cost.bytesUp += tensor.info.bytes();
    for (const auto &[task, output] : head.tasks)
        cost.bytesUp += answersGoUp ? output.info.bytes() : 0;
    if (cut.isDevice())
        return cost;
    setComputeThreads(threads.edge);
    halves.tail()->chooseFastest();
    PieceOutputs returned;
    cost.edgeMs = medianMs([&] { returned = halves.tail()->run(head.crossing, OutputForm::Returned); });
    if (answersGoUp)
        return cost;
    cost.tensorsDown = static_cast<int>(returned.tasks.size());
    for (const auto &[task, output] : returned.tasks)
        cost.bytesDown += output.info.bytes();
    return cost;
}

} // namespace

std::optional<Prediction> predictFromHalves(const std::shared_ptr<const Model> &model, const Cut &cut,
    const LiveSettings &settings, const HalfThreads &threads, int framesInFlight)
{
    if (settings.trace)
        return std::nullopt;
    try {
        auto stages = predictStages(measuredCost(model, cut, settings, threads), settings.link);
        if (settings.results == ResultsAt::Edge)
            stages.downlink = 0.0;
        return Prediction{stages, pipelinedLatencyMs(stages, settings.link, framesInFlight),
            "halves measured alone, link by formula"};
    } catch (const Failure &) {
        return std::nullopt; // what was measured is printed all the same
    }
}

} // namespace splitscope
