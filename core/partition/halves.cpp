// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/halves.h"

#include <utility>

namespace splitscope {

Halves::Halves(const std::shared_ptr<const Model> &model, const Cut &cut, ExecutionMode mode, Crossing crossing)
    : m_model(model)
    , m_tasks(model->metadata().tasks.size())
    , m_head(Executable::build(model, cut, Piece::Head, mode))
    , m_tail(cut.isDevice() ? nullptr : Executable::build(model, cut, Piece::Tail, mode))
    , m_crossing(std::move(crossing))
{
}

void Halves::chooseFastest(const ChoiceOptions &options)
{
    m_head->chooseFastest(options);
    if (!m_tail)
        return;
    // The tail is measured on what it gets of this head, in the order in which it does.
    auto samples = options.samples.empty() ? choiceSamples(*m_model) : options.samples;
    for (auto &sample : samples)
        sample = crossed(m_head->run(sample, OutputForm::Full).crossing);
    m_tail->chooseFastest({std::move(samples), options.cancelled});
}

std::vector<TensorValue> Halves::run(const std::vector<TensorValue> &inputs, OutputForm form) const
{
    std::vector<TensorValue> outputs(m_tasks);
    const auto first = m_head->run(inputs, form);
    for (const auto &[task, output] : first.tasks)
        outputs[static_cast<std::size_t>(task)] = output;
    if (!m_tail)
        return outputs;
    for (const auto &[task, output] : m_tail->run(crossed(first.crossing), form).tasks)
        outputs[static_cast<std::size_t>(task)] = output;
    return outputs;
}

std::vector<TensorValue> Halves::crossed(const std::vector<TensorValue> &sent) const
{
    return m_crossing ? m_crossing(sent) : sent;
}

} // namespace splitscope
