// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/frame_capture.h"

#include <chrono>
#include <utility>

namespace splitscope {

namespace {

// Between tries of a camera or stream that went away.
constexpr auto retryInterval = std::chrono::milliseconds(500);

bool mayComeBack(ErrorCode code) { return code == ErrorCode::StreamStopped || code == ErrorCode::CameraMissing; }

} // namespace

FrameCapture::FrameCapture(std::unique_ptr<FrameSource> source, bool latestWins, std::function<void()> changed)
    : m_latestWins(latestWins)
    , m_changed(std::move(changed))
    , m_current(std::move(source))
    , m_thread([this] { work(); })
{
}

FrameCapture::~FrameCapture()
{
    stop();
    m_thread.join();
}

bool FrameCapture::hasFrame() const
{
    const std::lock_guard lock(m_mutex);
    return m_frame.has_value();
}

std::optional<Frame> FrameCapture::take()
{
    const std::lock_guard lock(m_mutex);
    m_wake.notify_all();
    return std::exchange(m_frame, std::nullopt);
}

FrameCapture::Status FrameCapture::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

void FrameCapture::setPaused(bool paused)
{
    const std::lock_guard lock(m_mutex);
    m_paused = paused;
    // A picture from before the pause would be shown as news after it.
    if (paused && m_latestWins && m_frame) {
        m_frame.reset();
        ++m_status.dropped;
    }
    m_wake.notify_all();
}

void FrameCapture::setSource(std::unique_ptr<FrameSource> source)
{
    const std::lock_guard lock(m_mutex);
    m_next = std::move(source);
    if (m_current)
        m_current->stop();
    m_wake.notify_all();
}

void FrameCapture::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stop = true;
    if (m_current)
        m_current->stop();
    m_wake.notify_all();
}

void FrameCapture::tell(std::unique_lock<std::mutex> &lock)
{
    lock.unlock();
    m_changed();
    lock.lock();
}

void FrameCapture::work()
{
    std::unique_lock lock(m_mutex);
    while (!m_stop) {
        if (m_next) {
            auto old = std::exchange(m_current, std::move(m_next));
            m_frame.reset();
            m_status.ended = false;
            m_status.error.reset();
            lock.unlock();
            old.reset(); // closing a camera may take its time
            lock.lock();
            continue;
        }
        if (m_paused || m_status.ended || (!m_latestWins && m_frame)) {
            m_wake.wait(lock);
            continue;
        }
        auto &source = *m_current;
        lock.unlock();
        auto frame = nextFrame(source);
        lock.lock();
        if (m_stop || m_next)
            continue;
        if (frame) {
            keep(lock, std::move(*frame));
        } else if (!m_status.error) {
            m_status.ended = true;
            tell(lock);
        } else if (!m_status.ended) {
            m_wake.wait_for(lock, retryInterval, [this] { return m_stop || m_next; });
        }
    }
    m_status.ended = true;
    tell(lock);
}

/// The next frame; nothing at the end, and where it fails, with the error in the status.
std::optional<Frame> FrameCapture::nextFrame(FrameSource &source)
{
    Error error;
    try {
        auto frame = source.next();
        const std::lock_guard lock(m_mutex);
        if (!frame)
            m_status.error.reset();
        return frame;
    } catch (const Failure &failure) {
        error = failure.error();
    } catch (const std::exception &caught) {
        error = {ErrorCode::SourceUnreadable, {{"source", source.description()}, {"why", caught.what()}}};
    }
    std::unique_lock lock(m_mutex);
    m_status.ended = !mayComeBack(error.code);
    if (m_status.error != error) {
        m_status.error = error;
        tell(lock);
    }
    return std::nullopt;
}

void FrameCapture::keep(std::unique_lock<std::mutex> &lock, Frame frame)
{
    if (m_paused && m_latestWins) {
        ++m_status.dropped;
        return;
    }
    if (m_frame)
        ++m_status.dropped;
    m_status.error.reset();
    m_frame = std::move(frame);
    tell(lock);
}

} // namespace splitscope
