// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/training_task_torch.h"
#include "sample_models/chimera/chimera_design.h"

#include <torch/script.h>

#include <map>
#include <string>
#include <vector>

namespace splitscope {

/// An encoder that ends in a narrow bottleneck (1/8 of the picture's size, without activation: a rectifier would throw
/// away half of what so few channels can say), a trunk that spreads it again and looks at the whole picture (down to
/// 1/32), a full decoder for each task of `decoded`, and `subModels`, which read taps. Channels of the tap "own" are
/// joined to the bottleneck's, so a cut there sends one small tensor.
///
/// forward: N x 3 x H x W float32, normalised as chimeraMetadata says, H and W multiples of 32 -> one output for each
/// of `decoded`, then for each of `subModels` (a tuple; a lone tensor if there is one), as model_metadata.h says; N is
/// 1 if there is a detection. \param seed of the initial weights. The module is in training mode.
torch::jit::Module buildChimeraNetwork(const ChimeraChannels &channels, const std::vector<ChimeraTask> &decoded,
    const std::vector<ChimeraSubModel> &subModels, std::uint64_t seed);

/// Half-size pictures back from the bottleneck, normalised. Only for training: see SupervisedTask.
torch::jit::Module buildPictureHead(const ChimeraChannels &channels, std::uint64_t seed);

/// Brings each sub-model's features (`width` channels) to its teacher's trunk channels; attribute = the sub-model's
/// name. None for a task that `teachers` lacks. Only for training.
torch::jit::Module buildAdapters(const std::vector<ChimeraSubModel> &subModels,
    const std::map<std::string, ChimeraChannels> &teachers, std::uint64_t seed);

// Parts of such a network, run one by one as training does.

using TapTensors = std::map<std::string, torch::Tensor>;

/// What can be tapped, and the "stage" that sub-models make channels of their own of.
TapTensors tapsOf(torch::jit::Module &network, const torch::Tensor &pictures);

/// The output of a full decoder, a detection as its map. \param trunk the tap
torch::Tensor decoded(torch::jit::Module &network, const ChimeraTask &task, const torch::Tensor &trunk);

struct SubModelOutput {
    torch::Tensor features; ///< N x width x H/8 x W/8
    torch::Tensor output;   ///< a detection as its map
};
SubModelOutput runSubModel(torch::jit::Module &network, const ChimeraSubModel &subModel, const TapTensors &taps);

/// Copies every tensor of `from` over the one of that name. Throws Failure (Internal) if one is missing.
void copyTensors(const NamedTensors &from, const NamedTensors &to);

/// How many numbers are learned.
std::int64_t parameterCount(const NamedTensors &parameters);

} // namespace splitscope
