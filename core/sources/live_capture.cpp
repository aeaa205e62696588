// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/live_capture.h"

#include "core/sources/picture_conversion.h"

#include <algorithm>
#include <utility>

namespace splitscope {

using std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds firstPatience{250};
constexpr std::chrono::milliseconds longestPatience{5000};

} // namespace

LiveCapture::LiveCapture(Open open, Error lost)
    : m_open(std::move(open))
    , m_lost(std::move(lost))
    , m_patience(firstPatience)
{
    connect();
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_phase != Phase::Connecting; });
    if (m_phase == Phase::Running)
        return;
    lock.unlock();
    m_reader.join();
    throw Failure(m_lost);
}

LiveCapture::~LiveCapture()
{
    stop();
    m_reader.join();
}

void LiveCapture::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
    m_changed.notify_all();
}

std::optional<Frame> LiveCapture::next()
{
    std::unique_lock lock(m_mutex);
    if (m_phase == Phase::Lost && m_lossTold) {
        if (m_changed.wait_until(lock, m_retryAt, [this] { return m_stopped; }))
            return std::nullopt;
        m_phase = Phase::Connecting;
        m_lossTold = false;
        lock.unlock();
        connect();
        lock.lock();
    }
    m_changed.wait(lock, [this] { return m_stopped || !m_newest.empty() || m_phase == Phase::Lost; });
    if (m_stopped)
        return std::nullopt;
    if (m_newest.empty())
        throwLost();
    m_patience = firstPatience;
    const cv::Mat mat = std::exchange(m_newest, cv::Mat());
    Frame frame;
    frame.captured = m_captured;
    lock.unlock();
    frame.picture = pictureFromMat(mat);
    frame.number = m_delivered++;
    return frame;
}

void LiveCapture::connect()
{
    if (m_reader.joinable())
        m_reader.join(); // it ends by itself when it loses the source
    m_reader = std::thread(&LiveCapture::read, this);
}

void LiveCapture::read()
{
    try {
        cv::VideoCapture capture;
        bool running = m_open(capture);
        if (running)
            enter(Phase::Running);
        while (running) {
            cv::Mat mat; // a new one each time: the consumer may still read the last
            running = capture.read(mat) && !mat.empty() && mat.depth() == CV_8U;
            if (running)
                keep(mat);
            const std::lock_guard lock(m_mutex);
            running = running && !m_stopped;
        }
    } catch (const cv::Exception &) {
        // A picture that OpenCV chokes on ends the connection as a silent sender does.
    }
    enter(Phase::Lost);
}

void LiveCapture::enter(Phase phase)
{
    const std::lock_guard lock(m_mutex);
    m_phase = phase;
    m_changed.notify_all();
}

void LiveCapture::keep(const cv::Mat &mat)
{
    const std::lock_guard lock(m_mutex);
    m_newest = mat;
    m_captured = steady_clock::now();
    m_changed.notify_all();
}

void LiveCapture::throwLost()
{
    m_lossTold = true;
    m_retryAt = steady_clock::now() + m_patience;
    m_patience = std::min(2 * m_patience, longestPatience);
    throw Failure(m_lost);
}

} // namespace splitscope
