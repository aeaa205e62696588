// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/result_sequencer.h"

#include <utility>

namespace splitscope {

ResultSequencer::ResultSequencer(std::function<void(const FrameResult &)> deliver)
    : m_deliver(std::move(deliver))
{
}

std::uint64_t ResultSequencer::begin()
{
    const std::lock_guard lock(m_mutex);
    return m_begun++;
}

void ResultSequencer::finish(std::uint64_t place, std::optional<FrameResult> result)
{
    {
        const std::lock_guard lock(m_mutex);
        m_finished.emplace(place, std::move(result));
    }
    const std::lock_guard delivering(m_delivering);
    while (true) {
        std::optional<FrameResult> due;
        {
            const std::lock_guard lock(m_mutex);
            const auto it = m_finished.find(m_next);
            if (it == m_finished.end())
                return;
            due = std::move(it->second);
            m_finished.erase(it);
            ++m_next;
        }
        if (due)
            m_deliver(*due);
    }
}

} // namespace splitscope
