// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/model_metadata.h"

#include <torch/script.h>

#include <filesystem>

namespace splitscope {

/// Saves a module in evaluation mode, parameters without gradients, with its metadata inside. Throws Failure
/// (FileUnwritable).
void saveModelArchive(torch::jit::Module module, const ModelMetadata &metadata, const std::filesystem::path &file);

} // namespace splitscope
