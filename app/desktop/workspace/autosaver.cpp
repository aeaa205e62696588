// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/autosaver.h"

#include "core/graph/error.h"

namespace splitscope {

Autosaver::Autosaver(std::unique_ptr<RecoverySlot> slot, Look look, std::chrono::milliseconds every, QObject *parent)
    : QObject(parent)
    , m_slot(std::move(slot))
    , m_look(std::move(look))
{
    m_pool.setMaxThreadCount(1);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        save();
        Q_EMIT looked();
    });
    m_timer.start(every);
}

Autosaver::~Autosaver()
{
    m_pool.waitForDone();
    if (m_slot)
        m_slot->clear();
}

void Autosaver::startsFresh()
{
    if (auto state = m_look())
        m_fresh = std::move(state->session);
}

void Autosaver::moveTo(std::unique_ptr<RecoverySlot> slot)
{
    m_pool.waitForDone();
    if (m_slot)
        m_slot->clear();
    m_slot = std::move(slot);
    m_saved.reset();
    m_fresh.reset();
}

void Autosaver::save()
{
    auto state = m_slot ? m_look() : std::nullopt;
    if (!state || (m_saved && m_saved->session == state->session && m_saved->origin == state->origin))
        return;
    if (!m_saved && m_fresh && state->session == *m_fresh)
        return;
    m_saved = state;
    m_pool.start([slot = m_slot, state = std::move(*state)] {
        try {
            slot->write(state.session, state.origin);
        } catch (const Failure &) {
            // A full disk: nothing that a person could do about it here; the next change tries again.
        }
    });
}

} // namespace splitscope
