// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/metric_result.h"
#include "core/graph/model_metadata.h"
#include "core/scenes/scene_camera.h"
#include "core/training/recipe.h"
#include "core/training/scene_cache.h"

#include <torch/script.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

/// Outputs of a network's forward, operation by operation: the optimising executor would specialise to shapes and
/// reorder sums between runs.
std::vector<torch::Tensor> networkOutputs(torch::jit::Module &network, const torch::Tensor &pictures);

/// Float32 values of a tensor on any device as they leave LibTorch.
TensorValue tensorValueOf(const torch::Tensor &tensor);

/// 1 x 3 x H x W uint8, channels-last, without a copy: `picture` outlives it.
torch::Tensor pictureTensor(const Picture &picture);

/// Measures networks on rendered scenes, which are kept between calls, or on packed pictures.
class SceneValidation {
public:
    /// \param secondsOf when in the life of a seed's scene its frame is taken; SceneCache::secondsOfSeed while training
    SceneValidation(SceneCacheSpec spec, std::function<double(std::uint64_t)> secondsOf);

    explicit SceneValidation(std::shared_ptr<const LabelledRecords> records);

    std::size_t size() const;
    SceneFrame frame(std::size_t index);
    /// Of the truth, by index.
    const std::vector<std::string> &classes() const;

    /// \param network on any device, in evaluation mode, described by `metadata`; tasks without truth are left out
    TaskMetrics measure(torch::jit::Module &network, const ModelMetadata &metadata);

private:
    SceneCacheSpec m_spec;
    std::function<double(std::uint64_t)> m_secondsOf;
    std::vector<SceneFrame> m_frames; ///< rendered when first needed
    std::shared_ptr<const LabelledRecords> m_records;
};

/// The recipe's validation scenes or pictures.
SceneValidation validationOf(const Recipe &recipe);

} // namespace splitscope
