// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/agreement.h"

#include "core/graph/error.h"

#include <algorithm>

namespace splitscope {

namespace {

/// Agreement speaks of two answers, none of which is the truth: a boundary map is two labels here.
TaskKind measuredAs(TaskKind kind) { return kind == TaskKind::Boundary ? TaskKind::Segmentation : kind; }

int classCountOf(const TaskSpec &task)
{
    constexpr int everyLabel = 256;
    if (task.kind == TaskKind::Boundary) {
        return 2;
    }
    return task.classes.empty() ? everyLabel : static_cast<int>(task.classes.size());
}

/// The meter's name of a metric and agreement's name, the one that says most first. What is not here is not reported.
std::vector<std::pair<std::string, std::string>> agreementNames(TaskKind kind)
{
    switch (kind) {
    case TaskKind::Segmentation:
    case TaskKind::Boundary:
        return {{"miou", "miou"}, {"pixel_accuracy", "pixel_agreement"}};
    case TaskKind::Depth:
        return {{"abs_rel", "abs_rel_difference"}};
    case TaskKind::Normals:
        return {{"mean_deg", "angle_deg"}};
    case TaskKind::Detection:
        return {{"map", "map"}, {"map50", "map50"}};
    case TaskKind::Classification:
        return {{"top1", "top1"}, {"rank_tau", "rank_tau"}};
    default:
        return {{"relative_error", "relative_error"}, {"psnr_db", "psnr_db"}};
    }
}

[[noreturn]] void failCount()
{
    throw Failure(ErrorCode::InvalidArgument,
        {{"what", "A frame's list of answers"}, {"why", "it does not have one for each task."}});
}

} // namespace

std::vector<TaskAgreement> agreementOf(const TaskSpec &task, const TensorValue &split, const TensorValue &whole)
{
    const TaskOutput ours = taskOutputOf(task, split);
    const TaskOutput theirs = taskOutputOf(task, whole);
    const int classes = std::max({classCountOf(task), ours.classCount, theirs.classCount});
    const std::unique_ptr<TaskMeter> meter = makeTaskMeter(measuredAs(task.kind), classes);
    const std::map<std::string, double> metrics = meter->metricsOf(meter->sumsOf(ours, theirs));
    std::vector<TaskAgreement> result;
    for (const auto &[metric, name] : agreementNames(task.kind)) {
        if (const auto found = metrics.find(metric); found != metrics.end()) {
            result.push_back({name, found->second});
        }
    }
    return result;
}

AgreementSeries::AgreementSeries(const std::vector<TaskSpec> &tasks)
    : m_tasks(tasks)
{
    for (const TaskSpec &task : m_tasks) {
        m_series.push_back(std::make_unique<MeterSeries>(makeTaskMeter(measuredAs(task.kind), classCountOf(task))));
    }
}

void AgreementSeries::add(const std::vector<TensorValue> &split, const std::vector<TensorValue> &whole)
{
    addOutputs(outputsOf(split), outputsOf(whole));
}

void AgreementSeries::addOutputs(const std::vector<TaskOutput> &split, const std::vector<TaskOutput> &whole)
{
    if (split.size() != m_tasks.size() || whole.size() != m_tasks.size()) {
        failCount();
    }
    for (std::size_t index = 0; index < m_tasks.size(); ++index) {
        m_series[index]->add(split[index], whole[index]);
    }
    ++m_frames;
}

std::vector<TaskOutput> AgreementSeries::outputsOf(const std::vector<TensorValue> &answers) const
{
    if (answers.size() != m_tasks.size()) {
        failCount();
    }
    std::vector<TaskOutput> outputs;
    for (std::size_t index = 0; index < m_tasks.size(); ++index) {
        outputs.push_back(taskOutputOf(m_tasks[index], answers[index]));
    }
    return outputs;
}

TaskMetrics AgreementSeries::result(std::uint64_t seed, int samples) const
{
    TaskMetrics metrics;
    for (std::size_t index = 0; index < m_tasks.size(); ++index) {
        const std::map<std::string, Estimate> measured = m_series[index]->result(seed, samples);
        for (const auto &[metric, name] : agreementNames(m_tasks[index].kind)) {
            if (const auto found = measured.find(metric); found != measured.end()) {
                metrics[m_tasks[index].name][name] = found->second;
            }
        }
    }
    return metrics;
}

} // namespace splitscope
