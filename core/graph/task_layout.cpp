// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/task_layout.h"

namespace splitscope {

namespace {

bool isFloating(const TensorInfo &output)
{
    return output.dtype == DType::Float32 || output.dtype == DType::Float16 || output.dtype == DType::BFloat16
        || output.dtype == DType::Float64;
}

std::int64_t channels(const TensorInfo &output) { return output.shape.size() >= 2 ? output.shape[1] : 0; }

bool isMap(const TensorInfo &output) { return output.shape.size() == 4 && output.shape[0] == 1; }

} // namespace

std::string whyNotKind(TaskKind kind, const TensorInfo &output)
{
    const auto unless = [](bool fits, const char *wanted) {
        return fits ? std::string() : std::string("its output must be ") + wanted + ".";
    };
    switch (kind) {
    case TaskKind::Segmentation:
        return unless(isMap(output), "1 x classes x H x W");
    case TaskKind::Depth:
    case TaskKind::Boundary:
        return unless(isMap(output) && channels(output) == 1, "1 x 1 x H x W");
    case TaskKind::Normals:
        return unless(isMap(output) && channels(output) == 3, "1 x 3 x H x W");
    case TaskKind::Detection:
        return unless(
            output.shape.size() == 2 && output.shape[1] == 6, "boxes x 6 (left, top, right, bottom, score, class)");
    case TaskKind::Classification:
        return unless(output.shape.size() == 2 && output.shape[0] == 1, "1 x classes");
    case TaskKind::Tensor:
        return {};
    }
    return {};
}

std::string whyNotReturned(ReturnForm form, const TensorInfo &output)
{
    switch (form) {
    case ReturnForm::Full:
        return {};
    case ReturnForm::Fp16:
        return isFloating(output) ? "" : "only floating-point outputs can be.";
    case ReturnForm::ClassIndex:
        return channels(output) >= 1 && channels(output) <= 256
            ? ""
            : "it needs one score for each of 1 to 256 classes in the second dimension.";
    case ReturnForm::Int8x3:
        return isFloating(output) && channels(output) == 3 ? "" : "it needs three components in the second dimension.";
    }
    return {};
}

ReturnForm usualReturn(TaskKind kind, const TensorInfo &output)
{
    auto form = ReturnForm::Full;
    if (kind == TaskKind::Segmentation)
        form = ReturnForm::ClassIndex;
    else if (kind == TaskKind::Depth)
        form = ReturnForm::Fp16;
    else if (kind == TaskKind::Normals)
        form = ReturnForm::Int8x3;
    return whyNotReturned(form, output).empty() ? form : ReturnForm::Full;
}

} // namespace splitscope
