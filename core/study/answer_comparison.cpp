// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/answer_comparison.h"

namespace splitscope {

AnswerComparison::AnswerComparison(std::vector<TaskSpec> tasks, bool truth)
    : m_tasks(std::move(tasks))
    , m_agreement(m_tasks)
{
    if (truth)
        m_truth.emplace(m_tasks);
}

void AnswerComparison::add(const std::vector<TensorValue> &answers, const StudyFrame &frame)
{
    const auto outputs = m_agreement.outputsOf(answers);
    m_agreement.addOutputs(outputs, frame.whole);
    if (m_truth)
        m_truth->addOutputs(outputs, *frame.truth);
    ++m_frames;
}

AnswerComparison::Findings AnswerComparison::findings(std::uint64_t seed) const
{
    Findings findings{m_agreement.result(seed), {}, m_truth ? m_truth->result(seed) : TaskMetrics{}};
    for (const auto &task : m_tasks)
        findings.losses[task.name] = primaryLoss(task.kind, findings.agreement[task.name]);
    return findings;
}

} // namespace splitscope
