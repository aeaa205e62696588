// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace splitscope {

/// Writes a copy of a TorchScript archive that holds `metadata` as its splitscope.json, in place of one that it may
/// hold. Every other record is copied byte for byte, so code and weights are the same. `out` may be `file`: it is
/// replaced only once the copy is complete. Whether the metadata fits the model is the caller's to check.
/// Throws Failure (FileNotFound, FileUnreadable, NotTorchScript, ArchiveTruncated, FileUnwritable).
void writeAnnotated(const std::filesystem::path &file, const std::string &metadata, const std::filesystem::path &out);

} // namespace splitscope
