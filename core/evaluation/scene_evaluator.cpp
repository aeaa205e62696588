// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/scene_evaluator.h"

#include "core/graph/error.h"

#include <algorithm>

namespace splitscope {

SceneEvaluator::SceneEvaluator(const std::vector<TaskSpec> &tasks, const std::vector<std::string> &classes)
    : m_tasks(tasks)
    , m_classes(classes)
{
    for (const TaskSpec &task : m_tasks) {
        m_series.push_back(truthFits(task, m_classes)
                ? std::make_unique<MeterSeries>(makeTaskMeter(task.kind, static_cast<int>(task.classes.size())))
                : nullptr);
    }
    if (std::none_of(m_series.begin(), m_series.end(), [](const auto &series) { return series != nullptr; })) {
        throw Failure(ErrorCode::SourceWithoutTruth, {{"source", "The source scenes (for this model's tasks)"}});
    }
}

void SceneEvaluator::requireAll(std::size_t outputs) const
{
    if (outputs != m_tasks.size()) {
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "A frame's list of outputs"},
                {"why", "it has " + std::to_string(outputs) + " for " + std::to_string(m_tasks.size()) + " tasks."}});
    }
}

void SceneEvaluator::add(const std::vector<TensorValue> &outputs, const SceneTruth &truth)
{
    requireAll(outputs.size());
    std::vector<TaskOutput> read(outputs.size());
    for (std::size_t index = 0; index < m_tasks.size(); ++index) {
        if (m_series[index] && holdsTruthFor(m_tasks[index].kind, truth)) {
            read[index] = taskOutputOf(m_tasks[index], outputs[index]);
        }
    }
    addOutputs(read, truth);
}

void SceneEvaluator::addOutputs(const std::vector<TaskOutput> &outputs, const SceneTruth &truth)
{
    requireAll(outputs.size());
    for (std::size_t index = 0; index < m_tasks.size(); ++index) {
        if (m_series[index] && holdsTruthFor(m_tasks[index].kind, truth)) {
            m_series[index]->add(outputs[index], taskTruthOf(m_tasks[index], truth, m_classes));
        }
    }
    ++m_frames;
}

TaskMetrics SceneEvaluator::result(std::uint64_t seed) const
{
    TaskMetrics metrics;
    for (std::size_t index = 0; index < m_tasks.size(); ++index) {
        if (m_series[index] && m_series[index]->frames() > 0) {
            metrics[m_tasks[index].name] = m_series[index]->result(seed);
        }
    }
    return metrics;
}

} // namespace splitscope
