// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/return_costs.h"

#include "core/partition/executable.h"
#include "core/profile/stopwatch.h"

#include <algorithm>

namespace splitscope {

std::vector<ReturnCost> measureReturns(const std::shared_ptr<const Model> &model)
{
    constexpr int warmUps = 2;
    constexpr int runs = 9;
    std::vector<ReturnCost> costs(model->graph().outputs().size());
    const auto whole = Executable::build(model, Cut::device(model->graph()), Piece::Whole, ExecutionMode::Reference);
    const auto outputs = whole->run(model->sampleInputs(1), OutputForm::Full);
    for (const auto &[task, output] : outputs.tasks) {
        const auto &spec = model->metadata().tasks.at(static_cast<std::size_t>(task));
        auto &cost = costs.at(static_cast<std::size_t>(model->outputOfTask(task)));
        std::vector<double> times;
        for (int i = 0; i < warmUps + runs; ++i) {
            const Stopwatch watch;
            const auto returned = returnedForm(spec, output);
            const double ms = watch.elapsedMs();
            if (i == 0)
                cost.bytes += static_cast<double>(returned.info.bytes());
            if (i >= warmUps)
                times.push_back(ms);
        }
        std::nth_element(times.begin(), times.begin() + runs / 2, times.end());
        cost.ms += spec.returns == ReturnForm::Full ? 0.0 : times[runs / 2];
    }
    return costs;
}

} // namespace splitscope
