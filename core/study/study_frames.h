// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/task_output.h"
#include "core/graph/picture.h"
#include "core/model/model.h"
#include "core/scenes/scene_camera.h"
#include "core/study/frame_inputs.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// One frame that codecs are compared on.
struct StudyFrame {
    Picture picture;
    std::optional<SceneTruth> truth;
    std::vector<TaskOutput> whole; ///< the uncut model's answers in fast mode, by task, as returned
};

/// The first so many pictures of a source (of `scenes:A..B` a seeded choice, with their truth), with the uncut model's
/// answers: some 0.9 MB a frame of the bundled model, twice that where there is truth.
struct StudyFrames {
    std::vector<StudyFrame> frames;
    bool truth = false; ///< every frame has it, and the model has a task that it says something about
};

/// \param tick asked after each frame: (done, all), from any thread, one at a time; false stops with Failure
/// (Cancelled). Throws Failure as FrameSupply; SourceEmpty.
StudyFrames gatherFrames(const std::shared_ptr<const Model> &model, const FrameInputs &inputs,
    const std::string &source, int count, std::uint64_t seed, int workers, const std::function<bool(int, int)> &tick);

} // namespace splitscope
