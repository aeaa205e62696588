// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace splitscope::testing {

/// Saves a small three-task network (trunk with a residual, then segmentation, depth and normals branches; 1x3x24x32
/// input, seeded random weights) with its metadata inside. Returns the file `small.pt` in `directory`.
std::filesystem::path saveSmallModel(const std::filesystem::path &directory);

/// Saves a module whose methods are the TorchScript source, with `weight` (4x3x3x3), `bias` (4) and `other` (4x4x3x3),
/// seeded, as parameters. `metadata` goes into the archive where it is not empty. Returns `NAME.pt` in `directory`.
std::filesystem::path saveScript(const std::filesystem::path &directory, const std::string &name,
    const std::string &source, const std::string &metadata = {});

/// Saves a module that calls an operator which only this process has. Returns `unknown.pt` in `directory`.
std::filesystem::path saveModelWithOwnOperator(const std::filesystem::path &directory);

/// Metadata with one tensor input of the given shape ("1,3,8,8") and no tasks.
std::string tensorMetadata(const std::string &shape);

} // namespace splitscope::testing
