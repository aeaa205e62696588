// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partition/execution_slot.h"

#include <algorithm>
#include <utility>

namespace splitscope {

ExecutionSlot::ExecutionSlot(std::shared_ptr<const Execution> reference)
    : m_reference(std::move(reference))
    , m_current(m_reference)
{
}

std::shared_ptr<const Execution> ExecutionSlot::current() const
{
    const std::lock_guard lock(m_mutex);
    return m_current;
}

void ExecutionSlot::use(std::shared_ptr<const Execution> execution)
{
    {
        const std::lock_guard lock(m_mutex);
        m_current.swap(execution);
    }
    // What was in use is released here, outside the lock: its weights may be large.
}

FastCopies &FastCopies::ofProcess()
{
    static FastCopies copies;
    return copies;
}

void FastCopies::admit(const std::string &key, const std::shared_ptr<ExecutionSlot> &slot)
{
    const std::lock_guard lock(m_mutex);
    for (auto &group : m_groups)
        group.slots.remove_if([](const auto &held) { return held.expired(); });
    m_groups.remove_if([&](const Group &group) { return group.slots.empty() && group.key != key; });

    auto found = std::find_if(m_groups.begin(), m_groups.end(), [&](const Group &group) { return group.key == key; });
    if (found == m_groups.end())
        m_groups.push_front({key, {}});
    else
        m_groups.splice(m_groups.begin(), m_groups, found);
    auto &slots = m_groups.front().slots;
    if (std::none_of(slots.begin(), slots.end(), [&](const auto &held) { return held.lock() == slot; }))
        slots.push_back(slot);

    while (m_groups.size() > cuts) {
        for (const auto &held : m_groups.back().slots) {
            if (const auto alive = held.lock())
                alive->fallBack();
        }
        m_groups.pop_back();
    }
}

} // namespace splitscope
