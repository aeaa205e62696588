// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/user_cache.h"

#include <cstdlib>

namespace splitscope {

std::filesystem::path userCacheFolder()
{
    // The XDG base directory specification: a path that is not absolute is to be ignored.
    if (const char *cache = std::getenv("XDG_CACHE_HOME"); cache && *cache == '/')
        return std::filesystem::path(cache) / "splitscope";
    const char *home = std::getenv("HOME");
    return std::filesystem::path(home && *home ? home : "/tmp") / ".cache" / "splitscope";
}

} // namespace splitscope
