// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/layer_profile.h"

#include <filesystem>
#include <optional>

namespace splitscope {

/// Measured profiles on disk, one file for each key. Losing it costs only a new measurement.
class ProfileCache {
public:
    /// `profiles` in the user's cache folder.
    ProfileCache();
    explicit ProfileCache(std::filesystem::path folder);

    /// Nothing where there is no file for `key`, or one that is damaged, of another version, or of other layers.
    std::optional<LayerProfile> find(const ProfileKey &key, const LayerGraph &graph) const;

    /// Throws Failure (FileUnwritable); nobody ever finds half a file.
    void store(const LayerProfile &profile, const LayerGraph &graph) const;

    std::filesystem::path fileOf(const ProfileKey &key) const;

private:
    std::filesystem::path m_folder;
};

} // namespace splitscope
