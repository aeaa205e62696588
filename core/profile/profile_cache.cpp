// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/profile/profile_cache.h"

#include "core/graph/atomic_file.h"
#include "core/graph/layer_profile_json.h"
#include "core/graph/sha256.h"
#include "core/graph/user_cache.h"

#include <fstream>

namespace splitscope {

ProfileCache::ProfileCache()
    : m_folder(userCacheFolder() / "profiles")
{
}

ProfileCache::ProfileCache(std::filesystem::path folder)
    : m_folder(std::move(folder))
{
}

std::optional<LayerProfile> ProfileCache::find(const ProfileKey &key, const LayerGraph &graph) const
{
    std::ifstream file(fileOf(key), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    auto profile = layerProfileFromJson(text, graph);
    if (!profile || profile->key != key)
        return std::nullopt;
    return profile;
}

void ProfileCache::store(const LayerProfile &profile, const LayerGraph &graph) const
{
    ensureFolder(m_folder);
    writeTextAtomically(fileOf(profile.key), layerProfileToJson(profile, graph));
}

std::filesystem::path ProfileCache::fileOf(const ProfileKey &key) const
{
    return m_folder / (sha256Hex(canonicalJson(key)).substr(0, 32) + ".json");
}

} // namespace splitscope
