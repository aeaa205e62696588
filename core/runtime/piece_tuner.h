// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/served_piece.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace splitscope {

/// Looks for quicker executions in the background, one piece at a time, while the pieces serve with the one they have.
class PieceTuner {
public:
    PieceTuner();
    /// Ends the search under way after its next run; drops the others.
    ~PieceTuner();
    PieceTuner(const PieceTuner &) = delete;
    PieceTuner &operator=(const PieceTuner &) = delete;

    /// Call after a run: takes the piece on if it has become worth it.
    void afterRun(const std::shared_ptr<ServedPiece> &piece);

private:
    void work();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::weak_ptr<ServedPiece>> m_queue;
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

} // namespace splitscope
