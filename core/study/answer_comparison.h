// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/agreement.h"
#include "core/evaluation/scene_evaluator.h"
#include "core/study/study_frames.h"
#include "core/study/study_result.h"

#include <optional>
#include <vector>

namespace splitscope {

/// What answers from behind a codec are worth, frame by frame. One thread at a time.
class AnswerComparison {
public:
    /// \param truth whether frames have a truth to measure against
    AnswerComparison(std::vector<TaskSpec> tasks, bool truth);

    /// \param answers by task, as returned
    void add(const std::vector<TensorValue> &answers, const StudyFrame &frame);

    int frames() const { return m_frames; }

    struct Findings {
        TaskMetrics agreement;                  ///< with the uncut model
        std::map<std::string, TaskLoss> losses; ///< by task
        TaskMetrics accuracy;                   ///< empty without truth
    };
    /// \param seed of the intervals' bootstrap
    Findings findings(std::uint64_t seed) const;

private:
    std::vector<TaskSpec> m_tasks;
    AgreementSeries m_agreement;
    std::optional<SceneEvaluator> m_truth;
    int m_frames = 0;
};

} // namespace splitscope
