// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace splitscope {

/// Tells a thread that waits for its next picture that nobody wants it any more. Safe from several threads.
class StopSignal {
public:
    void raise();
    bool raised() const;

    /// False, at once, where the signal is or becomes raised before `time`.
    bool sleepUntil(std::chrono::steady_clock::time_point time) const;

private:
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_wake;
    bool m_raised = false;
};

} // namespace splitscope
