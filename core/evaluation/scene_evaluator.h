// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/meter_series.h"
#include "core/graph/model_metadata.h"
#include "core/scenes/scene_camera.h"

#include <cstdint>
#include <vector>

namespace splitscope {

/// Measures a model's outputs against the truth of synthetic scenes, or of labelled pictures, frame by frame.
class SceneEvaluator {
public:
    /// Tasks that a truth with these classes does not fit (truthFits) are left out; if none is left, throws Failure
    /// (SourceWithoutTruth).
    explicit SceneEvaluator(
        const std::vector<TaskSpec> &tasks, const std::vector<std::string> &classes = sceneClassNames());

    /// \param outputs one for each task given to the constructor, in its order, in full or as returned; same size as
    /// the truth. Tasks whose plane the truth lacks are left out of this frame. Throws Failure (InvalidArgument).
    void add(const std::vector<TensorValue> &outputs, const SceneTruth &truth);
    /// The same for outputs that were read once (taskOutputOf) because more than this looks at them.
    void addOutputs(const std::vector<TaskOutput> &outputs, const SceneTruth &truth);

    std::size_t frames() const { return m_frames; }

    /// See makeTaskMeter for the metrics of each kind. \param seed of the bootstrap
    TaskMetrics result(std::uint64_t seed = 1) const;

private:
    void requireAll(std::size_t outputs) const;

    std::vector<TaskSpec> m_tasks;
    std::vector<std::string> m_classes;
    std::vector<std::unique_ptr<MeterSeries>> m_series; ///< null for a task without truth
    std::size_t m_frames = 0;
};

} // namespace splitscope
