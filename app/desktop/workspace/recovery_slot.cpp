// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/recovery_slot.h"

#include "core/graph/atomic_file.h"
#include "core/graph/error.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <system_error>

namespace splitscope {

namespace {

namespace fs = std::filesystem;

const char *const sessionName = "session.splitscope.json";
const char *const originName = "origin";
const char *const lockName = "lock";

/// Whether the open file is still the one of that name: another process may have removed the folder in between.
bool isStill(int file, const fs::path &name)
{
    struct stat open {
    }, named{};
    return fstat(file, &open) == 0 && stat(name.c_str(), &named) == 0 && open.st_ino == named.st_ino
        && open.st_dev == named.st_dev;
}

std::string randomName()
{
    std::random_device random;
    return std::to_string(getpid()) + "-" + std::to_string(random());
}

} // namespace

fs::path RecoverySlot::defaultFolder()
{
    // The XDG base directory specification: a path that is not absolute is to be ignored.
    if (const char *state = std::getenv("XDG_STATE_HOME"); state && *state == '/')
        return fs::path(state) / "splitscope" / "recovery";
    const char *home = std::getenv("HOME");
    return fs::path(home && *home ? home : "/tmp") / ".local" / "state" / "splitscope" / "recovery";
}

RecoverySlot::RecoverySlot(fs::path place, int lock)
    : m_place(std::move(place))
    , m_lock(lock)
{
}

RecoverySlot::~RecoverySlot()
{
    std::error_code ignored;
    if (!holdsSession())
        fs::remove_all(m_place, ignored);
    close(m_lock);
}

/// Null where somebody else holds it, or it is gone.
std::unique_ptr<RecoverySlot> RecoverySlot::lock(const fs::path &place)
{
    const auto name = place / lockName;
    const int file = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600); // not for the programs that we start
    if (file < 0)
        return nullptr;
    if (flock(file, LOCK_EX | LOCK_NB) != 0 || !isStill(file, name)) {
        close(file);
        return nullptr;
    }
    return std::unique_ptr<RecoverySlot>(new RecoverySlot(place, file));
}

std::unique_ptr<RecoverySlot> RecoverySlot::make(const fs::path &folder)
{
    for (int attempt = 0; attempt < 8; ++attempt) {
        const auto place = folder / randomName();
        ensureFolder(place);
        if (auto slot = lock(place))
            return slot;
    }
    throw Failure(
        ErrorCode::FileUnwritable, {{"file", folder.string()}, {"why", std::strerror(errno) + std::string(".")}});
}

std::unique_ptr<RecoverySlot> RecoverySlot::takeLeftBehind(const fs::path &folder)
{
    std::unique_ptr<RecoverySlot> newest;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(folder, error)) {
        auto slot = entry.is_directory(error) ? lock(entry.path()) : nullptr;
        if (slot && slot->holdsSession() && (!newest || slot->written() > newest->written()))
            newest = std::move(slot); // the others are let go here
    }
    return newest;
}

void RecoverySlot::write(const Session &session, const std::string &origin)
{
    if (origin != this->origin())
        writeTextAtomically(m_place / originName, origin);
    writeSession(session, m_place / sessionName);
}

void RecoverySlot::clear()
{
    std::error_code ignored;
    fs::remove(m_place / sessionName, ignored);
    fs::remove(m_place / originName, ignored);
}

bool RecoverySlot::holdsSession() const
{
    std::error_code error;
    return fs::exists(m_place / sessionName, error);
}

Session RecoverySlot::session() const { return readSession(m_place / sessionName); }

std::string RecoverySlot::origin() const
{
    std::ifstream stream(m_place / originName, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::chrono::system_clock::time_point RecoverySlot::written() const
{
    struct stat facts { };
    if (stat((m_place / sessionName).c_str(), &facts) != 0)
        return {};
    return std::chrono::system_clock::from_time_t(facts.st_mtim.tv_sec)
        + std::chrono::duration_cast<std::chrono::system_clock::duration>(
            std::chrono::nanoseconds(facts.st_mtim.tv_nsec));
}

} // namespace splitscope
