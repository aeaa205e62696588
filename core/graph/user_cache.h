// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace splitscope {

/// Directory for what can be made again: $XDG_CACHE_HOME/splitscope or ~/.cache/splitscope. May not exist yet.
std::filesystem::path userCacheFolder();

} // namespace splitscope
