// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor_info.h"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// What a model's output means.
/// Layout and units, fixed for each kind (N is always 1):
/// - Segmentation: N x classes x H x W, logits or probabilities (only their order matters).
/// - Depth: N x 1 x H x W, metres along the optical axis.
/// - Normals: N x 3 x H x W, camera axes (x right, y down, z away from the camera), any length > 0.
/// - Boundary: N x 1 x H x W, logits.
/// - Detection: rows of (left, top, right, bottom, score, class), pixels of the input picture.
/// - Classification: N x classes, logits or probabilities.
/// - Tensor: anything else.
enum class TaskKind { Segmentation, Depth, Normals, Boundary, Detection, Classification, Tensor };

std::string_view taskKindName(TaskKind kind);

/// What a task sends back to its user instead of its full output, computed at the end of the tail.
/// - ClassIndex: uint8 N x H x W, index of the largest value. - Fp16: float16, same shape.
/// - Int8x3: int8, same shape, round(127 * unit vector). - Full: the output itself.
enum class ReturnForm { Full, ClassIndex, Fp16, Int8x3 };

std::string_view returnFormName(ReturnForm form); ///< "full", "uint8", "fp16", "int8x3"

struct TaskSpec {
    std::string name;
    TaskKind kind = TaskKind::Tensor;
    std::string
        output; ///< key of the output: position in a tuple or list ("0", "1", ...), key in a dict, "" for a lone tensor
    std::vector<std::string> classes;
    std::vector<std::array<std::uint8_t, 3>> colors; ///< RGB, one for each class, or empty
    std::string unit;
    ReturnForm returns = ReturnForm::Full;

    bool operator==(const TaskSpec &) const = default;
};

/// One input of a model. For a picture: value = (pixel / 255 * (high - low) + low - mean) / std for each channel, with
/// (low, high) = valueRange().
struct InputSpec {
    enum class Kind { Picture, Tensor };

    std::string name;
    Kind kind = Kind::Tensor;
    TensorInfo info; ///< a picture is 1 x 3 x H x W float32
    /// Of a picture before mean and std, of a tensor the values that its samples may have (both ends included). Absent:
    /// 0 to 1, and for floating-point tensors samples are standard normal.
    std::optional<std::array<double, 2>> range;
    std::array<double, 3> mean{0.0, 0.0, 0.0};
    std::array<double, 3> std{1.0, 1.0, 1.0};

    std::array<double, 2> valueRange() const { return range.value_or(std::array{0.0, 1.0}); }

    bool operator==(const InputSpec &) const = default;
};

/// A way to run the model: a method of the archive and values for its int arguments.
struct OperatingPoint {
    std::string id = "default";
    std::string method = "forward";
    std::map<std::string, std::int64_t> arguments;
    std::string label;

    bool operator==(const OperatingPoint &) const = default;
};

/// What a model file says of itself: the content of `splitscope.json` (version 1), which travels inside the archive or
/// beside it.
struct ModelMetadata {
    static constexpr int version = 1;

    std::string name;
    std::string license;
    std::vector<InputSpec> inputs;
    std::vector<TaskSpec> tasks;
    std::vector<OperatingPoint> operatingPoints; ///< empty means `forward` alone

    bool operator==(const ModelMetadata &) const = default;
};

/// Name of the extra file inside a TorchScript archive.
inline constexpr const char *metadataFileName = "splitscope.json";

/// \param origin file named in errors. Throws Failure (MetadataInvalid), naming the key that is wrong.
ModelMetadata metadataFromJson(const std::string &text, const std::string &origin);
std::string metadataToJson(const ModelMetadata &metadata);

} // namespace splitscope
