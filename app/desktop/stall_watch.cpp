// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/stall_watch.h"

#include <algorithm>
#include <ctime>

namespace splitscope {

namespace {

constexpr std::chrono::milliseconds pause{10};

/// Processor time that the calling thread has used.
double threadMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

} // namespace

StallWatch::StallWatch(QObject *parent)
    : QObject(parent)
    , m_lastOwnMs(threadMs())
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

void StallWatch::answer(std::chrono::steady_clock::time_point asked)
{
    const std::chrono::duration<double, std::milli> waited = std::chrono::steady_clock::now() - asked;
    const double ownMs = threadMs();
    if (waited.count() > m_longest.ms)
        m_longest = {waited.count(), std::min(waited.count(), ownMs - m_lastOwnMs)};
    m_lastOwnMs = ownMs;
    const std::lock_guard lock(m_mutex);
    m_answered = true;
    m_wake.notify_all();
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
            this, [this, asked] { answer(asked); }, Qt::QueuedConnection);
        lock.lock();
        m_wake.wait(lock, [this] { return m_stop || m_answered; });
        m_wake.wait_for(lock, pause, [this] { return m_stop; });
    }
}

} // namespace splitscope
