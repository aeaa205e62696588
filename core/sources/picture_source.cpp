// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/picture_source.h"

#include "core/graph/error.h"
#include "core/sources/picture_file.h"

#include <glob.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace splitscope {

namespace {

constexpr double secondsPerSlide = 1;

std::vector<std::filesystem::path> sortedOrEmpty(std::vector<std::filesystem::path> files, const std::string &source)
{
    if (files.empty())
        throw Failure(ErrorCode::SourceEmpty, {{"source", source}});
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

PictureSource::PictureSource(std::vector<std::filesystem::path> files, std::string name, const SourceOptions &options)
    : m_files(std::move(files))
    , m_name(std::move(name))
{
    if (options.live) {
        m_pace.emplace(options.framesPerSecond);
        m_beatsPerSlide = static_cast<std::int64_t>(std::ceil(options.framesPerSecond * secondsPerSlide));
    }
}

bool PictureSource::slideIsOver()
{
    if (m_slide.empty())
        return true;
    // A lone picture stays: reading it again every second would gain nothing.
    return m_files.size() > 1 && m_beat >= m_slideStart + m_beatsPerSlide;
}

std::optional<Frame> PictureSource::next()
{
    if (m_stop.raised())
        return std::nullopt;
    Frame frame;
    if (m_pace) {
        const auto beat = m_pace->next(m_stop);
        if (!beat)
            return std::nullopt;
        m_beat = *beat;
        if (slideIsOver()) {
            m_slideStart = m_beat;
            m_slide = {};
            m_slide = readPictureFile(m_files[std::exchange(m_nextFile, (m_nextFile + 1) % m_files.size())]);
        }
        frame.picture = m_slide;
    } else {
        if (m_nextFile == m_files.size())
            return std::nullopt;
        frame.picture = readPictureFile(m_files[m_nextFile++]);
    }
    frame.captured = std::chrono::steady_clock::now();
    frame.number = m_delivered++;
    return frame;
}

std::vector<std::filesystem::path> picturesIn(const std::filesystem::path &folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code problem;
    for (std::filesystem::directory_iterator entry(folder, problem), end; !problem && entry != end;
         entry.increment(problem)) {
        std::error_code ignored; // a link to nowhere is no picture
        if (entry->is_regular_file(ignored) && hasPictureName(entry->path()))
            files.push_back(entry->path());
    }
    if (problem)
        throw Failure(ErrorCode::SourceUnreadable, {{"source", folder.string()}, {"why", problem.message() + "."}});
    return sortedOrEmpty(std::move(files), folder.string());
}

std::vector<std::filesystem::path> picturesLike(const std::string &pattern)
{
    std::vector<std::filesystem::path> files;
    glob_t found{};
    if (glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc; ++i) {
            std::error_code ignored;
            const std::filesystem::path file(found.gl_pathv[i]);
            if (std::filesystem::is_regular_file(file, ignored) && hasPictureName(file))
                files.push_back(file);
        }
    }
    globfree(&found);
    return sortedOrEmpty(std::move(files), pattern);
}

} // namespace splitscope
