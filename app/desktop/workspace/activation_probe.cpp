// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/activation_probe.h"

#include <algorithm>

namespace splitscope {

ActivationProbe::ActivationProbe(std::shared_ptr<const Model> model, int layer)
    : m_model(std::move(model))
    , m_inputs(m_model)
{
    const auto &graph = m_model->graph();
    const auto cut = Cut::upTo(graph, {layer});
    m_head = Executable::build(m_model, cut, Piece::Head, ExecutionMode::Reference);
    const TensorRef wanted{layer, 0};
    const auto crossing = crossingTensors(graph, cut);
    if (const auto place = std::find(crossing.begin(), crossing.end(), wanted); place != crossing.end())
        m_crossing = static_cast<std::size_t>(place - crossing.begin());
    for (const int task : m_head->tasks()) {
        if (graph.outputs().at(static_cast<std::size_t>(m_model->outputOfTask(task))).tensor == wanted)
            m_task = task;
    }
}

std::optional<TensorValue> ActivationProbe::run(const Picture &picture) const
{
    if (!m_crossing && !m_task)
        return std::nullopt;
    const auto outputs = m_head->run(m_inputs.of(picture), OutputForm::Full);
    if (m_crossing)
        return outputs.crossing.at(*m_crossing);
    for (const auto &[task, output] : outputs.tasks) {
        if (task == *m_task)
            return output;
    }
    return std::nullopt;
}

} // namespace splitscope
