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
    const std::shared_ptr<const Model> &model, const Cut &cut, ExecutionMode mode, const HalfThreads &threads)
{
    const auto picture = openSource("scenes")->next()->picture;
    const ModelInputs inputs(model);
    Halves halves(model, cut, mode);
    CutCost cost;
    cost.remote = !cut.isDevice();
    setComputeThreads(threads.device);
    halves.head().chooseFastest();
    PieceOutputs crossed;
    cost.deviceMs = medianMs([&] { crossed = halves.head().run(inputs.of(picture), OutputForm::Returned); });
    if (!cost.remote)
        return cost;
    setComputeThreads(threads.edge);
    halves.tail()->chooseFastest();
    PieceOutputs returned;
    cost.edgeMs = medianMs([&] { returned = halves.tail()->run(crossed.crossing, OutputForm::Returned); });
    for (const auto &tensor : crossed.crossing)
        cost.bytesUp += tensor.info.bytes();
    for (const auto &[task, output] : returned.tasks)
        cost.bytesDown += output.info.bytes();
    cost.tensorsUp = static_cast<int>(crossed.crossing.size());
    cost.tensorsDown = static_cast<int>(returned.tasks.size());
    return cost;
}

} // namespace

std::optional<double> predictedLatencyMs(
    const std::shared_ptr<const Model> &model, const Cut &cut, const LiveSettings &settings, const HalfThreads &threads)
{
    try {
        return predictStages(measuredCost(model, cut, settings.mode, threads), settings.link).total();
    } catch (const Failure &) {
        return std::nullopt; // what was measured is printed all the same
    }
}

} // namespace splitscope
