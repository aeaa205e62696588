// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/error.h"
#include "core/graph/frame_result.h"

#include <opencv2/videoio.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace splitscope {

/// Reads a camera or stream in a thread of its own and keeps only the newest picture, so that a slow consumer sees the
/// present and not a queue. Connects again, waiting longer each time, after it was lost.
class LiveCapture {
public:
    /// Opens the device or address; false if that fails. Runs in the reader thread and may block for seconds.
    using Open = std::function<bool(cv::VideoCapture &)>;

    /// Blocks until the source is open.
    /// \param lost what to throw when it cannot be opened or stops
    LiveCapture(Open open, Error lost);
    /// Waits for a read that is under way: up to the capture's read time-out.
    ~LiveCapture();

    /// A picture that was not given before; nothing after `stop`. Throws Failure (`lost`) once each time the source
    /// stops; the call after that waits a little and connects again.
    std::optional<Frame> next();
    void stop();

private:
    enum class Phase { Connecting, Running, Lost };

    void connect();
    void read();
    void enter(Phase phase);
    void keep(const cv::Mat &mat);
    [[noreturn]] void throwLost();

    Open m_open;
    Error m_lost;
    std::mutex m_mutex; ///< guards everything up to m_stopped
    std::condition_variable m_changed;
    Phase m_phase = Phase::Connecting;
    cv::Mat m_newest; ///< empty once given
    std::chrono::steady_clock::time_point m_captured;
    bool m_stopped = false;
    bool m_lossTold = false; ///< by an exception from `next`
    std::uint64_t m_delivered = 0;
    std::chrono::milliseconds m_patience; ///< before the next try to connect
    std::chrono::steady_clock::time_point m_retryAt;
    std::thread m_reader;
};

} // namespace splitscope
