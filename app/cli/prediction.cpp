// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/prediction.h"

#include "core/partition/executable.h"
#include "core/planning/latency_model.h"
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

/// The model's input for one picture of the camera, prepared as a frame would be; samples where it takes no picture.
std::vector<TensorValue> prepare(const Model &model, const Picture &picture)
{
    auto inputs = model.sampleInputs(0);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (model.metadata().inputs[i].kind == InputSpec::Kind::Picture)
            inputs[i] = prepareInput(picture, model.metadata().inputs[i]);
    }
    return inputs;
}

} // namespace

double predictedLatencyMs(const std::shared_ptr<const Model> &model, const Cut &cut, ExecutionMode mode, const LinkSpec &link)
{
    const auto picture = openSource("scenes")->next()->picture;
    CutCost cost;
    cost.remote = !cut.isDevice();
    const auto head = Executable::build(model, cut, Piece::Head, mode);
    head->chooseFastest();
    PieceOutputs crossed;
    cost.deviceMs = medianMs([&] { crossed = head->run(prepare(*model, picture), OutputForm::Returned); });
    if (cost.remote) {
        const auto tail = Executable::build(model, cut, Piece::Tail, mode);
        tail->chooseFastest();
        PieceOutputs returned;
        cost.edgeMs = medianMs([&] { returned = tail->run(crossed.crossing, OutputForm::Returned); });
        for (const auto &tensor : crossed.crossing)
            cost.bytesUp += tensor.info.bytes();
        for (const auto &[task, output] : returned.tasks)
            cost.bytesDown += output.info.bytes();
    }
    return predictStages(cost, link).total();
}

} // namespace splitscope
