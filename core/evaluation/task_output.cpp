// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/task_output.h"

#include "core/graph/error.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace splitscope {

namespace {

float widened(std::uint16_t bits)
{
    const int exponent = (bits >> 10) & 0x1f;
    const int fraction = bits & 0x3ff;
    float magnitude = 0.0F;
    if (exponent == 0x1f) {
        magnitude = fraction != 0 ? std::numeric_limits<float>::quiet_NaN() : std::numeric_limits<float>::infinity();
    } else if (exponent == 0) {
        magnitude = std::ldexp(static_cast<float>(fraction), -24);
    } else {
        magnitude = std::ldexp(static_cast<float>(fraction + 0x400), exponent - 25);
    }
    return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

/// Looked up: a study reads a hundred thousand of them for each frame and codec.
float fromHalf(std::uint16_t bits)
{
    static const std::vector<float> all = [] {
        std::vector<float> values(1U << 16U);
        for (std::size_t half = 0; half < values.size(); ++half) {
            values[half] = widened(static_cast<std::uint16_t>(half));
        }
        return values;
    }();
    return all[bits];
}

float fromBFloat(std::uint16_t bits)
{
    const std::uint32_t wide = std::uint32_t(bits) << 16;
    float value = 0.0F;
    std::memcpy(&value, &wide, sizeof value);
    return value;
}

template <typename T, typename Convert>
std::vector<float> converted(const TensorValue &value, Convert convert)
{
    const T *elements = value.as<T>();
    std::vector<float> result(static_cast<std::size_t>(value.info.elements()));
    std::transform(elements, elements + result.size(), result.begin(), convert);
    return result;
}

template <typename T>
std::vector<float> cast(const TensorValue &value)
{
    return converted<T>(value, [](T element) { return static_cast<float>(element); });
}

[[noreturn]] void failShape(const TaskSpec &task, const TensorValue &value)
{
    throw Failure(ErrorCode::InvalidArgument,
        {{"what", "The output of task " + task.name},
            {"why",
                "a " + std::string(dtypeName(value.info.dtype)) + " tensor of " + shapeText(value.info.shape)
                    + " cannot be " + std::string(taskKindName(task.kind)) + "."}});
}

/// Height and width are the last two dimensions; `channels` of 0 means that there is no dimension for them.
void readSize(const TaskSpec &task, const TensorValue &value, std::int64_t channels, TaskOutput &output)
{
    const Shape &shape = value.info.shape;
    const std::size_t dimensions = channels == 0 ? 3 : 4;
    if (shape.size() != dimensions || shape[0] != 1 || (channels > 0 && shape[1] != channels)) {
        failShape(task, value);
    }
    output.height = static_cast<int>(shape[dimensions - 2]);
    output.width = static_cast<int>(shape[dimensions - 1]);
}

bool isInteger(DType dtype)
{
    return dtype == DType::UInt8 || dtype == DType::Int8 || dtype == DType::Int16 || dtype == DType::Int32
        || dtype == DType::Int64;
}

void readLabels(const TaskSpec &task, const TensorValue &value, TaskOutput &output)
{
    output.classCount = static_cast<int>(task.classes.size());
    if (value.info.shape.size() == 3 && isInteger(value.info.dtype)) {
        readSize(task, value, 0, output);
        const std::vector<float> indices = floatsOf(value);
        output.labels.assign(indices.begin(), indices.end());
        for (const std::uint8_t label : output.labels) {
            output.classCount = std::max(output.classCount, label + 1);
        }
        return;
    }
    const std::int64_t classes = value.info.shape.size() == 4 ? value.info.shape[1] : 0;
    if (classes < 1 || classes > 256) {
        failShape(task, value);
    }
    readSize(task, value, classes, output);
    output.classCount = std::max(output.classCount, static_cast<int>(classes));
    const std::vector<float> scores = floatsOf(value);
    const std::size_t pixels = scores.size() / static_cast<std::size_t>(classes);
    output.labels.assign(pixels, 0);
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        float best = scores[pixel];
        for (std::size_t index = 1; index < static_cast<std::size_t>(classes); ++index) {
            if (scores[index * pixels + pixel] > best) {
                best = scores[index * pixels + pixel];
                output.labels[pixel] = static_cast<std::uint8_t>(index);
            }
        }
    }
}

void readNormals(const TaskSpec &task, const TensorValue &value, TaskOutput &output)
{
    readSize(task, value, 3, output);
    const std::vector<float> planes = floatsOf(value);
    const std::size_t pixels = planes.size() / 3;
    output.normals.resize(planes.size());
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        const float x = planes[pixel];
        const float y = planes[pixels + pixel];
        const float z = planes[2 * pixels + pixel];
        const float length = std::sqrt(x * x + y * y + z * z);
        if (!(length > 0.0F) || !std::isfinite(length)) {
            continue; // no direction: zero, 90 degrees from everything
        }
        const float scale = 1.0F / length;
        output.normals[3 * pixel] = x * scale;
        output.normals[3 * pixel + 1] = y * scale;
        output.normals[3 * pixel + 2] = z * scale;
    }
}

/// Rows x 6, or 1 x rows x 6.
void readBoxes(const TaskSpec &task, const TensorValue &value, TaskOutput &output)
{
    constexpr std::size_t columns = 6;
    const Shape &shape = value.info.shape;
    const bool rows = shape.size() == 2 || (shape.size() == 3 && shape[0] == 1);
    if (!rows || shape.back() != std::int64_t(columns)) {
        failShape(task, value);
    }
    const std::vector<float> numbers = floatsOf(value);
    for (std::size_t at = 0; at + columns <= numbers.size(); at += columns) {
        const float *row = &numbers[at];
        if (std::all_of(row, row + columns, [](float number) { return std::isfinite(number); })
            && std::abs(row[5]) < 1e9F) {
            output.boxes.push_back({row[0], row[1], row[2], row[3], row[4], int(std::lround(row[5]))});
        }
    }
}

/// The classes after the table are objects.
constexpr std::size_t firstObjectClass = 1;

bool hasClassesFrom(const TaskSpec &task, const std::vector<std::string> &classes, std::size_t first)
{
    return classes.size() > first && task.classes.size() == classes.size() - first
        && std::equal(task.classes.begin(), task.classes.end(), classes.begin() + std::ptrdiff_t(first));
}

} // namespace

std::vector<float> floatsOf(const TensorValue &value)
{
    switch (value.info.dtype) {
    case DType::Float32:
        return cast<float>(value);
    case DType::Float64:
        return cast<double>(value);
    case DType::Float16:
        return converted<std::uint16_t>(value, fromHalf);
    case DType::BFloat16:
        return converted<std::uint16_t>(value, fromBFloat);
    case DType::Int8:
        return cast<std::int8_t>(value);
    case DType::UInt8:
        return cast<std::uint8_t>(value);
    case DType::Bool:
        return cast<std::uint8_t>(value);
    case DType::Int16:
        return cast<std::int16_t>(value);
    case DType::Int32:
        return cast<std::int32_t>(value);
    case DType::Int64:
        return cast<std::int64_t>(value);
    }
    return {};
}

TaskOutput taskOutputOf(const TaskSpec &task, const TensorValue &value)
{
    TaskOutput output;
    output.kind = task.kind;
    switch (task.kind) {
    case TaskKind::Segmentation:
        readLabels(task, value, output);
        break;
    case TaskKind::Depth:
        readSize(task, value, 1, output);
        output.depth = floatsOf(value);
        break;
    case TaskKind::Normals:
        readNormals(task, value, output);
        break;
    case TaskKind::Detection:
        readBoxes(task, value, output);
        break;
    case TaskKind::Classification:
        if (value.info.shape.size() > 2 || value.info.shape.empty()
            || (value.info.shape.size() == 2 && value.info.shape[0] != 1)) {
            failShape(task, value);
        }
        output.values = floatsOf(value);
        break;
    case TaskKind::Boundary:
        readSize(task, value, 1, output);
        for (const float logit : floatsOf(value)) {
            output.labels.push_back(logit > 0.0F ? 1 : 0);
        }
        break;
    default:
        output.values = floatsOf(value);
        break;
    }
    return output;
}

const std::vector<std::string> &sceneClassNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> result;
        for (int index = 0; index < sceneClassCount; ++index) {
            result.emplace_back(sceneClassName(static_cast<SceneClass>(index)));
        }
        return result;
    }();
    return names;
}

bool truthFits(const TaskSpec &task, const std::vector<std::string> &classes)
{
    switch (task.kind) {
    case TaskKind::Segmentation:
        return hasClassesFrom(task, classes, 0);
    case TaskKind::Classification:
    case TaskKind::Detection:
        return hasClassesFrom(task, classes, firstObjectClass);
    case TaskKind::Depth:
    case TaskKind::Normals:
    case TaskKind::Boundary:
        return true;
    default:
        return false;
    }
}

bool scenesHaveTruthFor(const TaskSpec &task) { return truthFits(task, sceneClassNames()); }

bool holdsTruthFor(TaskKind kind, const SceneTruth &truth)
{
    switch (kind) {
    case TaskKind::Depth:
        return !truth.depth.empty();
    case TaskKind::Normals:
        return !truth.normals.empty();
    case TaskKind::Boundary:
        return !truth.boundary.empty();
    case TaskKind::Detection:
        return !truth.objects.empty() && !truth.classes.empty();
    default:
        return !truth.classes.empty();
    }
}

TaskOutput taskTruthOf(const TaskSpec &task, const SceneTruth &truth, const std::vector<std::string> &classes)
{
    if (!truthFits(task, classes)) {
        throw Failure(ErrorCode::SourceWithoutTruth, {{"source", "The source, for task " + task.name + ","}});
    }
    TaskOutput output;
    output.kind = task.kind;
    output.width = truth.width;
    output.height = truth.height;
    switch (task.kind) {
    case TaskKind::Segmentation:
        output.labels = truth.classes;
        output.classCount = int(classes.size());
        break;
    case TaskKind::Depth:
        output.depth = truth.depth;
        break;
    case TaskKind::Normals:
        output.normals = truth.normals;
        break;
    case TaskKind::Classification:
        output.values.assign(task.classes.size(), 0.0F);
        for (const std::uint8_t pixel : truth.classes) {
            if (pixel >= firstObjectClass && pixel < classes.size()) {
                output.values[pixel - firstObjectClass] += 1.0F;
            }
        }
        output.valuesAreParts = true;
        break;
    case TaskKind::Detection:
        for (const SceneBox &box : truth.boxes) {
            const auto label = std::size_t(box.sceneClass);
            if (label >= firstObjectClass && label < classes.size()) {
                output.boxes.push_back({float(box.left), float(box.top), float(box.right), float(box.bottom), 1.0F,
                    int(label - firstObjectClass)});
            }
        }
        break;
    default:
        output.labels = truth.boundary;
        break;
    }
    return output;
}

} // namespace splitscope
