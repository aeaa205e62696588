// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/scene_cache.h"

#include "core/graph/error.h"
#include "core/training/deterministic_random.h"
#include "core/training/scene_cache_writer.h"
#include "core/training/scene_record.h"

#include <cstring>

namespace splitscope {

namespace {

[[noreturn]] void failUnreadable(const std::filesystem::path &file, const std::string &why)
{
    throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", why}});
}

} // namespace

double SceneCache::secondsOfSeed(std::uint64_t seed)
{
    constexpr double spread = 20.0;
    return DeterministicRandom(seed).uniform(0.0, spread);
}

std::shared_ptr<const SceneCache> SceneCache::open(const SceneCacheSpec &spec, const std::filesystem::path &folder,
    int threads, const TrainingReporter &report, const StopFlag &stop)
{
    SceneCacheWriter writer(spec, folder);
    if (!std::filesystem::exists(writer.file())) {
        writer.renderMissing(threads, report, stop);
    }
    std::shared_ptr<SceneCache> cache(new SceneCache(spec, writer.file()));
    const std::size_t expected =
        SceneCacheWriter::headerBytes + spec.count * scene_record::recordBytes(spec.width, spec.height);
    if (cache->m_bytes.size() != expected) {
        failUnreadable(
            cache->m_file, "it does not have the size its name promises. Delete it, and it will be rendered again.");
    }
    if (std::memcmp(cache->m_bytes.bytes(), writer.header().data(), writer.header().size()) != 0) {
        failUnreadable(cache->m_file, "its header is damaged. Delete it, and it will be rendered again.");
    }
    return cache;
}

SceneCache::SceneCache(SceneCacheSpec spec, std::filesystem::path file)
    : m_spec(spec)
    , m_file(std::move(file))
    , m_bytes(m_file)
    , m_checked(spec.count)
{
}

const std::uint8_t *SceneCache::record(std::size_t index) const
{
    const std::size_t bytes = scene_record::recordBytes(m_spec.width, m_spec.height);
    const std::uint8_t *record = m_bytes.bytes() + SceneCacheWriter::headerBytes + index * bytes;
    if (!m_checked[index].load(std::memory_order_relaxed)) {
        if (!scene_record::isIntact(record, bytes)) {
            failUnreadable(
                m_file, "scene " + std::to_string(index) + " is damaged. Delete it, and it will be rendered again.");
        }
        m_checked[index].store(true, std::memory_order_relaxed);
    }
    return record;
}

} // namespace splitscope
