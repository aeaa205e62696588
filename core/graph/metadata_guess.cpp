// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/metadata_guess.h"

#include "core/graph/picture_normalisation.h"
#include "core/graph/task_layout.h"

#include <algorithm>
#include <array>

namespace splitscope {

namespace {

TaskKind guessedKind(const std::string &key, const TensorInfo &output)
{
    std::string name = key;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto says = [&](const char *word) { return name.find(word) != std::string::npos; };
    if (whyNotKind(TaskKind::Depth, output).empty())
        return says("bound") || says("edge") || says("contour") ? TaskKind::Boundary : TaskKind::Depth;
    for (const auto kind : {TaskKind::Normals, TaskKind::Segmentation, TaskKind::Detection, TaskKind::Classification}) {
        const bool oneClass = kind == TaskKind::Classification && output.elements() < 2;
        const bool twoChannels = kind == TaskKind::Segmentation && output.shape.size() == 4 && output.shape[1] < 4;
        if (!oneClass && !twoChannels && whyNotKind(kind, output).empty())
            return kind;
    }
    return TaskKind::Tensor;
}

} // namespace

InputSpec guessedInput(const std::string &name, const GivenInput &given)
{
    InputSpec input;
    input.name = name;
    input.info = given.info;
    input.range = given.range;
    const auto &shape = given.info.shape;
    if (shape.size() == 4 && shape[0] == 1 && shape[1] == 3 && given.info.dtype == DType::Float32) {
        input.kind = InputSpec::Kind::Picture;
        applyNormalisation(PictureNormalisation::ImageNet, input);
    }
    return input;
}

TaskSpec guessedTask(const std::string &key, const TensorInfo &output)
{
    TaskSpec task;
    task.output = key;
    task.kind = guessedKind(key, output);
    task.returns = usualReturn(task.kind, output);
    const bool word = std::any_of(key.begin(), key.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
    if (word)
        task.name = key;
    else if (task.kind == TaskKind::Tensor)
        task.name = "output" + (key.empty() ? "" : "_" + key);
    else
        task.name = taskKindName(task.kind);
    if (task.kind == TaskKind::Depth)
        task.unit = "m";
    return task;
}

} // namespace splitscope
