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

template <typename Work>
double millisecondsOf(const Work &work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

std::vector<PackedAnswer> measurePackedAnswers(
    const std::shared_ptr<const Model> &model, const std::vector<std::vector<TensorValue>> &inputs)
{
    std::vector<PackedAnswer> answers(model->graph().outputs().size());
    std::vector<std::vector<double>> packing(answers.size());
    std::vector<std::vector<double>> unpacking(answers.size());
    const auto whole = Executable::build(model, Cut::device(model->graph()), Piece::Whole, ExecutionMode::Reference);
    for (const auto &input : inputs) {
        for (const auto &[task, answer] : whole->run(input, OutputForm::Returned).tasks) {
            if (answer.info.bytes() < leastPackedAnswerBytes)
                continue;
            const auto output = static_cast<std::size_t>(model->outputOfTask(task));
            std::vector<std::uint8_t> packed;
            packing[output].push_back(millisecondsOf([&] { packed = zstdCompress(*answer.data, answerPackLevel); }));
            unpacking[output].push_back(
                millisecondsOf([&] { zstdDecompress(packed.data(), packed.size(), answer.data->size()); }));
            const auto sent = std::min(packed.size(), answer.data->size());
            answers[output].bytes += static_cast<double>(sent) / static_cast<double>(inputs.size());
        }
    }
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (packing[i].empty())
            continue;
        answers[i].packMs = median(packing[i]);
        answers[i].unpackMs = median(unpacking[i]);
    }
    return answers;
}

} // namespace splitscope
