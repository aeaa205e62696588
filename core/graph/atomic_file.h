// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace splitscope {

/// Calls `write` with the name of a file beside `target`, then renames it over `target`: nobody ever sees half a file,
/// and what was there stays if `write` fails. `write` throws on failure. Throws Failure (FileUnwritable).
void writeFileAtomically(
    const std::filesystem::path &target, const std::function<void(const std::filesystem::path &)> &write);

/// The same for bytes.
void writeTextAtomically(const std::filesystem::path &target, const std::string &text);

/// Creates a folder and its parents. Throws Failure (FileUnwritable).
void ensureFolder(const std::filesystem::path &folder);

} // namespace splitscope
