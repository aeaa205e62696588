// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/scene_cache_writer.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"
#include "core/graph/sha256.h"
#include "core/scenes/scene_camera.h"
#include "core/training/scene_record.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

[[noreturn]] void failUnwritable(const std::filesystem::path &file, int error)
{
    throw Failure(
        ErrorCode::FileUnwritable, {{"file", file.string()}, {"why", std::string(std::strerror(error)) + "."}});
}

/// Everything a frame shows depends on the renderer: one frame's hash stands for it.
std::string rendererFingerprint(const SceneCacheSpec &spec)
{
    const std::vector<std::uint8_t> record =
        scene_record::encode(SceneCamera(spec.firstSeed, spec.width, spec.height).render(1.0));
    return sha256Hex(std::string(record.begin(), record.end())).substr(0, 16);
}

struct Descriptor {
    int value = -1;
    ~Descriptor()
    {
        if (value >= 0) {
            ::close(value);
        }
    }
};

void writeAll(int descriptor, const void *bytes, std::size_t count, const std::filesystem::path &file)
{
    const auto *at = static_cast<const std::uint8_t *>(bytes);
    while (count > 0) {
        const ssize_t written = ::write(descriptor, at, count);
        if (written < 0 && errno != EINTR) {
            failUnwritable(file, errno);
        }
        at += std::max<ssize_t>(written, 0);
        count -= static_cast<std::size_t>(std::max<ssize_t>(written, 0));
    }
}

} // namespace

SceneCacheWriter::SceneCacheWriter(const SceneCacheSpec &spec, const std::filesystem::path &folder)
    : m_spec(spec)
{
    const Clock::time_point start = Clock::now();
    const std::string fingerprint = rendererFingerprint(spec);
    m_secondsPerScene = secondsSince(start);
    m_header =
        nlohmann::json{{"format", "splitscope scenes"}, {"version", formatVersion}, {"first_seed", spec.firstSeed},
            {"scenes", spec.count}, {"width", spec.width}, {"height", spec.height}, {"renderer", fingerprint}}
            .dump()
        + "\n";
    m_header.resize(headerBytes, '\0');
    const std::string name = "scenes" + std::to_string(formatVersion) + "-" + std::to_string(spec.firstSeed) + "-"
        + std::to_string(spec.count) + "-" + std::to_string(spec.width) + "x" + std::to_string(spec.height) + "-"
        + fingerprint;
    m_file = folder / (name + ".bin");
    m_part = folder / (name + ".bin.part");
}

/// How many scenes an interrupted rendering left behind; 0 if there is nothing usable.
std::size_t SceneCacheWriter::intactScenes() const
{
    const std::size_t bytes = scene_record::recordBytes(m_spec.width, m_spec.height);
    std::error_code code;
    const std::uintmax_t size = std::filesystem::file_size(m_part, code);
    if (code || size < headerBytes) {
        return 0;
    }
    std::ifstream stream(m_part, std::ios::binary);
    std::string header(headerBytes, '\0');
    stream.read(header.data(), std::streamsize(header.size()));
    if (!stream || header != m_header) {
        return 0;
    }
    // Scenes are appended in order, so only the last one can be half written.
    std::size_t scenes = std::min<std::size_t>(m_spec.count, (size - headerBytes) / bytes);
    std::vector<std::uint8_t> record(bytes);
    while (scenes > 0) {
        stream.seekg(std::streamoff(headerBytes + (scenes - 1) * bytes));
        stream.read(reinterpret_cast<char *>(record.data()), std::streamsize(bytes));
        if (stream && scene_record::isIntact(record.data(), bytes)) {
            break;
        }
        stream.clear();
        --scenes;
    }
    return scenes;
}

void SceneCacheWriter::renderMissing(int threads, const TrainingReporter &report, const StopFlag &stop)
{
    ensureFolder(m_file.parent_path());
    const std::size_t bytes = scene_record::recordBytes(m_spec.width, m_spec.height);
    const std::size_t done = intactScenes();
    const double megabytes = double(headerBytes + m_spec.count * bytes) / 1e6;
    TrainingProgress progress;
    progress.step = "cache";
    progress.done = std::int64_t(done);
    progress.total = std::int64_t(m_spec.count);
    progress.secondsLeft = m_secondsPerScene * double(m_spec.count - done) / threads;
    char text[160];
    std::snprintf(text, sizeof text, "Rendering %zu scenes (%zu are there already): %.0f MB on disk, about %.0f s.",
        m_spec.count, done, megabytes, progress.secondsLeft);
    progress.message = text;
    report(progress);

    std::error_code code;
    const std::filesystem::space_info space = std::filesystem::space(m_file.parent_path(), code);
    if (!code && space.available < (m_spec.count - done) * bytes) {
        failUnwritable(m_file, ENOSPC);
    }
    Descriptor part{::open(m_part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644)};
    const off_t keep = done > 0 ? off_t(headerBytes + done * bytes) : 0;
    if (part.value < 0 || ::ftruncate(part.value, keep) != 0 || ::lseek(part.value, keep, SEEK_SET) != keep) {
        failUnwritable(m_part, errno);
    }
    if (done == 0) {
        writeAll(part.value, m_header.data(), m_header.size(), m_part);
    }
    append(part.value, done, threads, report, stop);
    if (::fsync(part.value) != 0) {
        failUnwritable(m_part, errno);
    }
    std::filesystem::rename(m_part, m_file, code);
    if (code) {
        failUnwritable(m_file, code.value());
    }
}

void SceneCacheWriter::append(
    int descriptor, std::size_t first, int threads, const TrainingReporter &report, const StopFlag &stop)
{
    constexpr std::size_t chunk = 64;
    const Clock::time_point start = Clock::now();
    for (std::size_t at = first; at < m_spec.count; at += chunk) {
        if (stop) {
            throw Failure(ErrorCode::Cancelled,
                {{"what",
                    "Rendering (" + std::to_string(at) + " of " + std::to_string(m_spec.count)
                        + " scenes are kept and will be used by the next run)"}});
        }
        const std::size_t count = std::min(chunk, m_spec.count - at);
        for (const std::vector<std::uint8_t> &record : renderRange(at, count, threads)) {
            writeAll(descriptor, record.data(), record.size(), m_part);
        }
        TrainingProgress progress;
        progress.step = "cache";
        progress.done = std::int64_t(at + count);
        progress.total = std::int64_t(m_spec.count);
        progress.imagesPerSecond = double(at + count - first) / std::max(1e-6, secondsSince(start));
        progress.secondsLeft = double(m_spec.count - at - count) / progress.imagesPerSecond;
        report(progress);
    }
}

std::vector<std::vector<std::uint8_t>> SceneCacheWriter::renderRange(
    std::size_t first, std::size_t count, int threads) const
{
    std::vector<std::vector<std::uint8_t>> records(count);
    std::vector<std::exception_ptr> failures(std::size_t(std::max(1, threads)));
    std::vector<std::thread> workers;
    for (std::size_t worker = 0; worker < failures.size(); ++worker) {
        workers.emplace_back([&, worker] {
            try {
                for (std::size_t index = worker; index < count; index += failures.size()) {
                    const std::uint64_t seed = m_spec.firstSeed + first + index;
                    const SceneCamera camera(seed, m_spec.width, m_spec.height);
                    records[index] = scene_record::encode(camera.render(SceneCache::secondsOfSeed(seed)));
                }
            } catch (...) {
                failures[worker] = std::current_exception();
            }
        });
    }
    for (std::thread &worker : workers) {
        worker.join();
    }
    for (const std::exception_ptr &failure : failures) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
    return records;
}

} // namespace splitscope
