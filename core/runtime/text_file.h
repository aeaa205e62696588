// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace splitscope {

/// Content of a small file (certificate, key, token). Throws Failure (FileNotFound, FileUnreadable), also above 1 MiB.
std::string readTextFile(const std::filesystem::path &file);

/// A token: the file's content without white space around it. Throws as readTextFile, and InvalidArgument if nothing is
/// left or a character is not printable ASCII.
std::string readToken(const std::filesystem::path &file);

} // namespace splitscope
