// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/recovery_slot.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace splitscope {

/// Keeps a window's session in its recovery slot: looks every second whether what is set up has changed, whatever
/// changed it, and writes it beside the GUI thread. What a fresh start would show anyway is not kept. An orderly end
/// of the autosaver leaves nothing behind.
class Autosaver : public QObject {
    Q_OBJECT

public:
    struct State {
        Session session;
        std::string origin; ///< the session file it belongs to; empty: none
    };
    /// What is set up; nothing while no model is open. Asked in the GUI thread.
    using Look = std::function<std::optional<State>()>;

    static constexpr std::chrono::milliseconds usualPause{1000};

    /// \param slot where to write; null: nowhere. \param every pause between two looks
    Autosaver(std::unique_ptr<RecoverySlot> slot, Look look, std::chrono::milliseconds every = usualPause,
        QObject *parent = nullptr);
    ~Autosaver() override;

    /// What is set up now can be had again by starting anew: it is not kept until something changes.
    void startsFresh();
    /// Goes on in another slot, one that was left behind; the own one is removed. What the other holds stays until
    /// something is written over it.
    void moveTo(std::unique_ptr<RecoverySlot> slot);

Q_SIGNALS:
    /// After each look; what is to be kept is being written.
    void looked();

private:
    void save();

    std::shared_ptr<RecoverySlot> m_slot; ///< the worker uses it too
    const Look m_look;
    std::optional<Session> m_fresh; ///< what needs not be kept
    std::optional<State> m_saved;   ///< what was written last
    QTimer m_timer;
    QThreadPool m_pool; ///< one thread: in order
};

} // namespace splitscope
