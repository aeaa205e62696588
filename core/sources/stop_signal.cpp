// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sources/stop_signal.h"

namespace splitscope {

void StopSignal::raise()
{
    const std::lock_guard lock(m_mutex);
    m_raised = true;
    m_wake.notify_all();
}

bool StopSignal::raised() const
{
    const std::lock_guard lock(m_mutex);
    return m_raised;
}

bool StopSignal::sleepUntil(std::chrono::steady_clock::time_point time) const
{
    std::unique_lock lock(m_mutex);
    return !m_wake.wait_until(lock, time, [this] { return m_raised; });
}

} // namespace splitscope
