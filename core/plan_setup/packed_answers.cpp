// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan_setup/packed_answers.h"

#include "core/codec/entropy_stage.h"
#include "core/graph/answer_packing.h"
#include "core/partition/executable.h"

#include <algorithm>
#include <chrono>

namespace splitscope {

namespace {

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

std::vector<PackedAnswer> measurePackedAnswers(
    const std::shared_ptr<const Model> &model, const std::vector<std::vector<TensorValue>> &inputs)
{
    using Clock = std::chrono::steady_clock;
    std::vector<PackedAnswer> answers(model->graph().outputs().size());
    std::vector<std::vector<double>> times(answers.size());
    const auto whole = Executable::build(model, Cut::device(model->graph()), Piece::Whole, ExecutionMode::Reference);
    for (const auto &input : inputs) {
        for (const auto &[task, answer] : whole->run(input, OutputForm::Returned).tasks) {
            if (answer.info.bytes() < leastPackedAnswerBytes)
                continue;
            const auto output = static_cast<std::size_t>(model->outputOfTask(task));
            const auto start = Clock::now();
            const auto packed = zstdCompress(*answer.data, answerPackLevel).size();
            times[output].push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
            const auto sent = std::min(packed, answer.data->size());
            answers[output].bytes += static_cast<double>(sent) / static_cast<double>(inputs.size());
        }
    }
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (!times[i].empty())
            answers[i].ms = median(times[i]);
    }
    return answers;
}

} // namespace splitscope
