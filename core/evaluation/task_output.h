// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"
#include "core/graph/tensor_info.h"
#include "core/scenes/scene_camera.h"

#include <cstdint>
#include <vector>

namespace splitscope {

/// One row of a detection, in pixels of the input picture.
struct DetectedBox {
    float left = 0.0F;
    float top = 0.0F;
    float right = 0.0F;
    float bottom = 0.0F;
    float score = 0.0F;
    int label = 0;
};

/// One task's answer for one frame in the form in which it is measured, whether it came in full or as returned
/// (TaskSpec::returns). Only the member of the task's kind is filled; all are row-major.
struct TaskOutput {
    TaskKind kind = TaskKind::Tensor;
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> labels; ///< Segmentation: class index. Boundary: 0 or 1 (logit > 0)
    int classCount = 0;               ///< Segmentation
    std::vector<float> depth;         ///< Depth: metres
    std::vector<float> normals;       ///< Normals: 3 per pixel, interleaved, unit length (0 where the output was 0)
    std::vector<DetectedBox> boxes;   ///< Detection: rows whose six numbers are finite
    std::vector<float> values;        ///< Classification: one score a class. Every other kind: the elements
    bool valuesAreParts = false;      ///< Classification's truth: `values` are pixels that each class covers
};

/// Every element as a float, in logical row-major order.
std::vector<float> floatsOf(const TensorValue &value);

/// Reads a model's answer. Throws Failure (InvalidArgument) if the tensor's shape or type does not fit the task's kind.
TaskOutput taskOutputOf(const TaskSpec &task, const TensorValue &value);

/// Names of the scenes' classes by index; the first, the table, is no object.
const std::vector<std::string> &sceneClassNames();

/// The truth in the same form. Of a classification it is how many pixels the objects of each class cover; the label is
/// the class that covers most. \param classes of the truth, as sceneClassNames
/// Throws Failure (SourceWithoutTruth) where truthFits is false.
TaskOutput taskTruthOf(
    const TaskSpec &task, const SceneTruth &truth, const std::vector<std::string> &classes = sceneClassNames());

/// True for kinds that a truth with these classes can answer: Segmentation of these classes, Depth, Normals, Boundary,
/// and Classification and Detection of all classes but the first, in their order. Another data set's classes have other
/// numbers; comparing them would give a figure that means nothing.
bool truthFits(const TaskSpec &task, const std::vector<std::string> &classes);

/// False if the truth lacks the plane that such a task is compared with (pictures of one's own need not have all).
bool holdsTruthFor(TaskKind kind, const SceneTruth &truth);

/// truthFits for the scenes' classes.
bool scenesHaveTruthFor(const TaskSpec &task);

} // namespace splitscope
