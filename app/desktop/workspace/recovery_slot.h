// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/session_file.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace splitscope {

/// Where one window keeps what must survive a crash: a folder of its own below the user's state folder, with the
/// session as it is now. The window holds the folder by a lock that the kernel lets go however its process ends, so
/// that windows beside each other never take each other's, and a later start knows which ones were left behind.
class RecoverySlot {
public:
    /// $XDG_STATE_HOME/splitscope/recovery or ~/.local/state/splitscope/recovery.
    static std::filesystem::path defaultFolder();

    /// A new, empty one. Throws Failure (FileUnwritable).
    static std::unique_ptr<RecoverySlot> make(const std::filesystem::path &folder);

    /// The newest that was left behind with a session in it; null where there is none. Empty ones that nobody holds
    /// are removed on the way.
    static std::unique_ptr<RecoverySlot> takeLeftBehind(const std::filesystem::path &folder);

    /// Lets go. What was written stays for a later start; a folder without it is removed.
    ~RecoverySlot();
    RecoverySlot(const RecoverySlot &) = delete;
    RecoverySlot &operator=(const RecoverySlot &) = delete;

    /// What is set up, and the session file that it came from (empty: none). All or nothing.
    /// Throws Failure (FileUnwritable).
    void write(const Session &session, const std::string &origin);
    /// Nothing needs to be recovered any more.
    void clear();

    bool holdsSession() const;
    /// Throws Failure (FileNotFound, FileUnreadable, SessionInvalid).
    Session session() const;
    std::string origin() const;
    std::chrono::system_clock::time_point written() const;

private:
    RecoverySlot(std::filesystem::path place, int lock);
    static std::unique_ptr<RecoverySlot> lock(const std::filesystem::path &place);

    const std::filesystem::path m_place;
    const int m_lock; ///< file descriptor
};

} // namespace splitscope
