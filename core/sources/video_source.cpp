// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/video_source.h"

#include "core/graph/error.h"
#include "core/sources/picture_conversion.h"

#include <utility>

namespace splitscope {

namespace {

/// Some containers give no rate, or their time base for one.
double plausibleRate(double framesPerSecond)
{
    return framesPerSecond >= 1 && framesPerSecond <= 240 ? framesPerSecond : 30;
}

} // namespace

VideoSource::VideoSource(std::filesystem::path file, const SourceOptions &options)
    : m_file(std::move(file))
{
    rewind();
    if (!m_capture.grab())
        throw Failure(ErrorCode::SourceEmpty, {{"source", m_file.string()}});
    rewind();
    if (options.live)
        m_pace.emplace(plausibleRate(m_capture.get(cv::CAP_PROP_FPS)));
}

void VideoSource::rewind()
{
    // Opened anew: seeking to the first frame fails silently in several containers.
    if (!m_capture.open(m_file.string(), cv::CAP_FFMPEG))
        throw Failure(ErrorCode::SourceUnreadable,
            {{"source", m_file.string()}, {"why", "It is neither a picture nor a video that can be decoded."}});
}

bool VideoSource::skip(std::int64_t frames)
{
    for (; frames > 0; --frames) {
        if (m_stop.raised() || !m_capture.grab())
            return false;
    }
    return true;
}

cv::Mat VideoSource::read()
{
    cv::Mat mat;
    if (!m_pace) {
        m_capture.read(mat);
        return mat;
    }
    const auto beat = m_pace->next(m_stop);
    if (!beat)
        return mat;
    if (!skip(*beat - std::exchange(m_beat, *beat) - 1) || !m_capture.read(mat)) {
        rewind();
        m_capture.read(mat);
    }
    return mat;
}

std::optional<Frame> VideoSource::next()
{
    Frame frame;
    try {
        const cv::Mat mat = read();
        if (mat.empty() || m_stop.raised())
            return std::nullopt;
        frame.picture = pictureFromMat(mat);
    } catch (const cv::Exception &) {
        throw Failure(ErrorCode::SourceUnreadable,
            {{"source", m_file.string()}, {"why", "One of its frames cannot be decoded."}});
    }
    frame.captured = std::chrono::steady_clock::now();
    frame.number = m_delivered++;
    return frame;
}

} // namespace splitscope
