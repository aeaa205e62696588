// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/script.h>

#include <filesystem>
#include <string>
#include <vector>

namespace splitscope {

/// A TorchScript archive as it lies on disk.
struct Archive {
    torch::jit::Module module; ///< in evaluation mode
    std::string metadata;      ///< content of splitscope.json, empty if there is none
};

/// Throws Failure: FileNotFound, FileUnreadable, NotTorchScript, ArchiveTruncated, UnknownOperator, ModelUnsupported.
Archive readArchive(const std::filesystem::path &file);

} // namespace splitscope
