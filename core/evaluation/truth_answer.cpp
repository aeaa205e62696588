// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/truth_answer.h"

#include "core/evaluation/task_output.h"

#include <cstring>

namespace splitscope {

namespace {

constexpr float sureLogit = 20.0F;

template <typename T>
TensorValue tensorOf(DType dtype, Shape shape, const std::vector<T> &elements)
{
    std::vector<std::uint8_t> bytes(elements.size() * sizeof(T));
    if (!bytes.empty()) {
        std::memcpy(bytes.data(), elements.data(), bytes.size());
    }
    return {{std::move(shape), dtype}, std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes))};
}

/// From one vector a pixel to one plane a coordinate.
std::vector<float> planesOf(const std::vector<float> &interleaved)
{
    const std::size_t pixels = interleaved.size() / 3;
    std::vector<float> planes(interleaved.size());
    for (std::size_t at = 0; at < interleaved.size(); ++at) {
        planes[at % 3 * pixels + at / 3] = interleaved[at];
    }
    return planes;
}

std::vector<float> rowsOf(const std::vector<DetectedBox> &boxes)
{
    std::vector<float> rows;
    for (const DetectedBox &box : boxes) {
        rows.insert(rows.end(), {box.left, box.top, box.right, box.bottom, box.score, float(box.label)});
    }
    return rows;
}

} // namespace

TensorValue truthAnswer(const TaskSpec &task, const SceneTruth &truth)
{
    const TaskOutput output = taskTruthOf(task, truth);
    const auto height = std::int64_t(truth.height);
    const auto width = std::int64_t(truth.width);
    switch (task.kind) {
    case TaskKind::Segmentation:
        return tensorOf(DType::UInt8, {1, height, width}, output.labels);
    case TaskKind::Depth:
        return tensorOf(DType::Float32, {1, 1, height, width}, output.depth);
    case TaskKind::Normals:
        return tensorOf(DType::Float32, {1, 3, height, width}, planesOf(output.normals));
    case TaskKind::Detection:
        return tensorOf(DType::Float32, {std::int64_t(output.boxes.size()), 6}, rowsOf(output.boxes));
    case TaskKind::Classification:
        return tensorOf(DType::Float32, {1, std::int64_t(output.values.size())}, output.values);
    default:
        break;
    }
    std::vector<float> logits;
    for (const std::uint8_t edge : output.labels) {
        logits.push_back(edge != 0 ? sureLogit : -sureLogit);
    }
    return tensorOf(DType::Float32, {1, 1, height, width}, logits);
}

} // namespace splitscope
