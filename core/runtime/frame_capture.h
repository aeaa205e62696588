// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/error.h"
#include "core/sources/frame_source.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace splitscope {

/// Takes frames from a source in a thread of its own and holds one for whoever runs them. Thread-safe.
class FrameCapture {
public:
    struct Status {
        std::optional<Error> error; ///< why no picture comes, while none comes
        bool ended = false;
        std::uint64_t dropped = 0; ///< frames that a later one replaced
    };

    /// \param latestWins a new frame replaces the one that waits; otherwise the source waits.
    /// \param changed a frame, the end or an error came; called without a lock held.
    FrameCapture(std::unique_ptr<FrameSource> source, bool latestWins, std::function<void()> changed);
    ~FrameCapture();
    FrameCapture(const FrameCapture &) = delete;
    FrameCapture &operator=(const FrameCapture &) = delete;

    bool hasFrame() const;
    std::optional<Frame> take();
    Status status() const;

    void setPaused(bool paused);
    void setSource(std::unique_ptr<FrameSource> source);
    /// No more frames; `status().ended` follows.
    void stop();

private:
    void work();
    std::optional<Frame> nextFrame(FrameSource &source);
    void keep(std::unique_lock<std::mutex> &lock, Frame frame);
    void tell(std::unique_lock<std::mutex> &lock);

    const bool m_latestWins;
    const std::function<void()> m_changed;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::unique_ptr<FrameSource> m_current; ///< replaced by the thread only
    std::unique_ptr<FrameSource> m_next;
    std::optional<Frame> m_frame;
    Status m_status;
    bool m_paused = false;
    bool m_stop = false;
    std::thread m_thread;
};

} // namespace splitscope
