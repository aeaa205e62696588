// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/stall_watch.h"

#include <algorithm>
#include <chrono>

namespace splitscope {

namespace {

constexpr std::chrono::milliseconds pause{10};

} // namespace

StallWatch::StallWatch(QObject *parent)
    : QObject(parent)
    , m_thread([this] { watch(); })
{
}

StallWatch::~StallWatch()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void StallWatch::watch()
{
    using Clock = std::chrono::steady_clock;
    std::unique_lock lock(m_mutex);
    while (!m_stop) {
        m_answered = false;
        lock.unlock();
        const auto asked = Clock::now();
        QMetaObject::invokeMethod(
            this,
            [this, asked] {
                const std::chrono::duration<double, std::milli> waited = Clock::now() - asked;
                m_longestMs = std::max(m_longestMs.load(), waited.count());
                const std::lock_guard answering(m_mutex);
                m_answered = true;
                m_wake.notify_all();
            },
            Qt::QueuedConnection);
        lock.lock();
        m_wake.wait(lock, [this] { return m_stop || m_answered; });
        m_wake.wait_for(lock, pause, [this] { return m_stop; });
    }
}

} // namespace splitscope
