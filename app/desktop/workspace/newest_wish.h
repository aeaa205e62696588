// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>
#include <QObject>

#include <atomic>
#include <cstdint>
#include <functional>

namespace splitscope {

/// Which wish is the newest, where only that counts: the owner's thread makes wishes, other threads that work on one
/// ask whether to go on and report to the owner.
class NewestWish {
public:
    /// \param owner has this as a member, and waits in its destructor for all threads that know it
    explicit NewestWish(QObject &owner)
        : m_owner(owner)
    {
    }

    /// Ends the one before.
    std::uint64_t next() { return ++m_number; }
    std::uint64_t number() const { return m_number; }
    bool is(std::uint64_t wish) const { return m_number == wish; }

    /// Calls `report` in the owner's thread, soon, unless there is another wish by then.
    void post(std::uint64_t wish, std::function<void()> report) const
    {
        QMetaObject::invokeMethod(
            &m_owner,
            [this, wish, report = std::move(report)] {
                if (is(wish))
                    report();
            },
            Qt::QueuedConnection);
    }

private:
    QObject &m_owner;
    std::atomic<std::uint64_t> m_number{0};
};

} // namespace splitscope
