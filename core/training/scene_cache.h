// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/mapped_file.h"
#include "core/training/record_source.h"
#include "core/training/training_progress.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace splitscope {

struct SceneCacheSpec {
    std::uint64_t firstSeed = 0;
    std::size_t count = 0; ///< scenes have the seeds firstSeed .. firstSeed + count - 1
    int width = 256;
    int height = 192;

    bool operator==(const SceneCacheSpec &) const = default;
};

/// Scenes rendered once into one file (see scene_record.h for the format), mapped into memory and read from there. The
/// file's name and header hold everything it depends on, a rendered frame's hash included, so another renderer gets
/// another file. Immutable and safe to read from several threads.
class SceneCache : public RecordSource {
public:
    /// Opens the cache of `spec` in `folder`, rendering what is missing with `threads` threads. The first report says
    /// its size and the time it will take. An interrupted rendering goes on where it stopped. Throws Failure:
    /// FileUnwritable (disk full), FileUnreadable (damaged), Cancelled (by `stop`; what was rendered is kept).
    static std::shared_ptr<const SceneCache> open(const SceneCacheSpec &spec, const std::filesystem::path &folder,
        int threads, const TrainingReporter &report, const StopFlag &stop);

    const SceneCacheSpec &spec() const { return m_spec; }
    const std::filesystem::path &file() const { return m_file; }
    std::size_t size() const override { return m_spec.count; }
    int width() const override { return m_spec.width; }
    int height() const override { return m_spec.height; }
    RecordPlanes planes() const override { return {}; }

    /// The record of one scene (scene_record.h), checked against its checksum when first read.
    /// Throws Failure (FileUnreadable) naming the scene that is damaged.
    const std::uint8_t *record(std::size_t index) const override;

    /// When in the life of a seed's scene its cached frame was taken: spread over the first 20 seconds.
    static double secondsOfSeed(std::uint64_t seed);

private:
    SceneCache(SceneCacheSpec spec, std::filesystem::path file);
    SceneCacheSpec m_spec;
    std::filesystem::path m_file;
    MappedFile m_bytes;
    mutable std::vector<std::atomic<bool>> m_checked;
};

} // namespace splitscope
