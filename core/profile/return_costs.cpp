// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/return_costs.h"

#include "core/partition/executable.h"
#include "core/profile/stopwatch.h"

#include <algorithm>

namespace splitscope {

namespace {

constexpr double pairsMs = 300.0;
constexpr int fewestPairs = 3;
constexpr int mostPairs = 15;
constexpr int reductions = 3; ///< of one output by itself

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

template <typename Work>
double timed(const Work &work)
{
    const Stopwatch watch;
    work();
    return watch.elapsedMs();
}

/// What all returned forms together add to a run that gives full outputs.
double addedMs(Executable &whole, const std::vector<TensorValue> &inputs)
{
    std::vector<double> added;
    double spent = 0.0;
    while (static_cast<int>(added.size()) < fewestPairs
        || (static_cast<int>(added.size()) < mostPairs && spent < pairsMs)) {
        const double full = timed([&] { whole.run(inputs, OutputForm::Full); });
        const double returned = timed([&] { whole.run(inputs, OutputForm::Returned); });
        added.push_back(returned - full);
        spent += full + returned;
    }
    return median(added);
}

} // namespace

std::vector<ReturnCost> measureReturns(const std::shared_ptr<const Model> &model)
{
    std::vector<ReturnCost> costs(model->graph().outputs().size());
    const auto whole = Executable::build(model, Cut::device(model->graph()), Piece::Whole, ExecutionMode::Reference);
    const auto inputs = model->sampleInputs(1);
    const auto outputs = whole->run(inputs, OutputForm::Full);
    double alone = 0.0;
    for (const auto &[task, output] : outputs.tasks) {
        const auto &spec = model->metadata().tasks.at(static_cast<std::size_t>(task));
        auto &cost = costs.at(static_cast<std::size_t>(model->outputOfTask(task)));
        cost.bytes += static_cast<double>(returnedForm(spec, output).info.bytes());
        if (spec.returns == ReturnForm::Full)
            continue;
        std::vector<double> times;
        for (int i = 0; i < reductions; ++i)
            times.push_back(timed([&] { returnedForm(spec, output); }));
        const double ms = median(times);
        cost.ms += ms;
        alone += ms;
    }
    if (alone <= 0.0)
        return costs;
    const double share = addedMs(*whole, inputs) / alone;
    for (auto &cost : costs)
        cost.ms *= share;
    return costs;
}

} // namespace splitscope
