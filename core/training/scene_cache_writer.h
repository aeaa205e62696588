// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/scene_cache.h"

#include <filesystem>
#include <string>
#include <vector>

namespace splitscope {

/// Renders the scenes of a cache into `FILE.part` and renames it when complete.
class SceneCacheWriter {
public:
    static constexpr int formatVersion = 2; ///< 1 had no objects
    static constexpr std::size_t headerBytes = 4096;

    SceneCacheWriter(const SceneCacheSpec &spec, const std::filesystem::path &folder);

    const std::filesystem::path &file() const { return m_file; }
    /// One line of JSON with everything the content depends on, padded with zeros to headerBytes.
    const std::string &header() const { return m_header; }

    /// See SceneCache::open.
    void renderMissing(int threads, const TrainingReporter &report, const StopFlag &stop);

private:
    std::size_t intactScenes() const;
    void append(int descriptor, std::size_t first, int threads, const TrainingReporter &report, const StopFlag &stop);
    std::vector<std::vector<std::uint8_t>> renderRange(std::size_t first, std::size_t count, int threads) const;

    SceneCacheSpec m_spec;
    std::filesystem::path m_file;
    std::filesystem::path m_part;
    std::string m_header;
    double m_secondsPerScene = 0.0; ///< of one thread
};

} // namespace splitscope
