// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rendering/render_task.h"

#include "core/rendering/box_picture.h"
#include "core/rendering/dense_picture.h"
#include "core/rendering/palette.h"
#include "core/rendering/sparse_picture.h"

namespace splitscope {

namespace {

/// Table grey first, because class 0 is usually the background; then the Okabe-Ito colours.
constexpr std::array<std::array<std::uint8_t, 3>, 8> fallbackColors{{{120, 120, 120}, {230, 159, 0}, {86, 180, 233},
    {0, 158, 115}, {240, 228, 66}, {0, 114, 178}, {204, 121, 167}, {255, 255, 255}}};

cv::Mat3b pictureByKind(const TaskSpec &task, const TensorValue &tensor, const Backdrop &backdrop)
{
    switch (task.kind) {
    case TaskKind::Segmentation:
        return segmentationPicture(task, tensor);
    case TaskKind::Depth:
        return depthPicture(tensor);
    case TaskKind::Normals:
        return normalsPicture(tensor);
    case TaskKind::Boundary:
        return boundaryPicture(tensor);
    case TaskKind::Detection:
        return detectionPicture(task, tensor, backdrop);
    case TaskKind::Classification:
        return classificationPicture(task, tensor);
    case TaskKind::Tensor:
        break;
    }
    return {};
}

} // namespace

std::array<std::uint8_t, 3> taskColor(const TaskSpec &task, int index)
{
    const auto at = static_cast<std::size_t>(index < 0 ? 0 : index);
    return at < task.colors.size() ? task.colors[at] : fallbackColors[at % fallbackColors.size()];
}

Picture renderTask(const TaskSpec &task, const TensorValue &returned, const Backdrop &backdrop)
{
    const cv::Mat3b picture = pictureByKind(task, returned, backdrop);
    return pictureOf(picture.empty() ? tensorPicture(returned) : picture);
}

} // namespace splitscope
