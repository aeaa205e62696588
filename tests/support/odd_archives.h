// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor_info.h"

#include <filesystem>
#include <string>
#include <vector>

namespace splitscope::testing {

/// Copies an archive with its format number raised, as a newer PyTorch would write it. Returns `newer.pt` in the folder
/// of `file`.
std::filesystem::path withFormat(const std::filesystem::path &file, int format);

/// Copies an archive with every `from` in its code changed to `to`. Returns `changed.pt` in the folder of `file`.
std::filesystem::path withChangedCode(
    const std::filesystem::path &file, const std::string &from, const std::string &to);

/// Saves tensors as torch.save would a tuple of them (one: the tensor itself); element i of each is i modulo `values`.
void saveSample(const std::filesystem::path &file, const std::vector<TensorInfo> &tensors, int values);

/// Saves tensors as the attributes `a0`, `a1`, ... of a TorchScript module.
void saveSampleModule(const std::filesystem::path &file, const std::vector<TensorInfo> &tensors, int values);

/// Saves a text as torch.save would.
void saveTextSample(const std::filesystem::path &file);

} // namespace splitscope::testing
