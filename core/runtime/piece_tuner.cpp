// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/piece_tuner.h"

#include <exception>

namespace splitscope {

PieceTuner::PieceTuner()
    : m_thread([this] { work(); })
{
}

PieceTuner::~PieceTuner()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void PieceTuner::afterRun(const std::shared_ptr<ServedPiece> &piece)
{
    if (!piece->shouldBeTuned())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back(piece);
    }
    m_changed.notify_one();
}

void PieceTuner::work()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_stop || !m_queue.empty(); });
        if (m_stop)
            return;
        const auto piece = m_queue.front().lock();
        m_queue.pop_front();
        if (!piece)
            continue;
        lock.unlock();
        try {
            piece->tune([this] { return m_stop.load(); });
        } catch (const std::exception &) {
            // The execution that serves is correct; a search that fails leaves it in place.
        }
        lock.lock();
    }
}

} // namespace splitscope
