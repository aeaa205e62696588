// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace splitscope {

/// What the program in a TorchScript archive calls and this process does not have, sorted, each once: operators
/// ("torchvision::nms") and classes ("quantized::Packed"). Names in the archive's code are compared with what is
/// registered, so the answer is only a reason once loading failed. Empty where the file cannot be read.
std::vector<std::string> missingOperators(const std::filesystem::path &file);

/// "torchvision::nms, torchvision::roi_align (torchvision's library)": the names, each followed by what brings it where
/// that is known.
std::string operatorsText(const std::vector<std::string> &names);

} // namespace splitscope
