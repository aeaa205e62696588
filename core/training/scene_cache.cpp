// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/scene_cache.h"

#include "core/graph/error.h"
#include "core/training/deterministic_random.h"
#include "core/training/scene_cache_writer.h"
#include "core/training/scene_record.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

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
    cache->map();
    if (std::memcmp(cache->m_bytes, writer.header().data(), writer.header().size()) != 0) {
        failUnreadable(cache->m_file, "its header is damaged. Delete it, and it will be rendered again.");
    }
    return cache;
}

SceneCache::SceneCache(SceneCacheSpec spec, std::filesystem::path file)
    : m_spec(spec)
    , m_file(std::move(file))
    , m_checked(spec.count)
{
}

SceneCache::~SceneCache()
{
    if (m_bytes != nullptr) {
        ::munmap(const_cast<std::uint8_t *>(m_bytes), m_byteCount);
    }
}

void SceneCache::map()
{
    const std::size_t expected =
        SceneCacheWriter::headerBytes + m_spec.count * scene_record::recordBytes(m_spec.width, m_spec.height);
    std::error_code code;
    if (std::filesystem::file_size(m_file, code) != expected || code) {
        failUnreadable(
            m_file, "it does not have the size its name promises. Delete it, and it will be rendered again.");
    }
    const int descriptor = ::open(m_file.c_str(), O_RDONLY | O_CLOEXEC);
    void *address = descriptor < 0 ? MAP_FAILED : ::mmap(nullptr, expected, PROT_READ, MAP_SHARED, descriptor, 0);
    const std::string why = std::strerror(errno);
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    if (address == MAP_FAILED) {
        failUnreadable(m_file, why + ".");
    }
    m_bytes = static_cast<const std::uint8_t *>(address);
    m_byteCount = expected;
}

const std::uint8_t *SceneCache::record(std::size_t index) const
{
    const std::size_t bytes = scene_record::recordBytes(m_spec.width, m_spec.height);
    const std::uint8_t *record = m_bytes + SceneCacheWriter::headerBytes + index * bytes;
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
