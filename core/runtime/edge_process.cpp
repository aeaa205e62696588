// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/edge_process.h"

#include "core/graph/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto endGrace = std::chrono::seconds(1);

struct Pipe {
    FileDescriptor read;
    FileDescriptor write;
};

[[noreturn]] void fail(const std::string &why) { throw Failure(ErrorCode::EdgeDidNotStart, {{"why", why + "."}}); }

Pipe makePipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        fail(std::strerror(errno));
    return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

/// The child's environment: ours, with the thread counts that its libraries read before main.
std::vector<std::string> environmentWith(int threads)
{
    constexpr std::array counts{"OMP_NUM_THREADS=", "OPENBLAS_NUM_THREADS="};
    std::vector<std::string> out;
    for (char **entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        if (!text.starts_with(counts[0]) && !text.starts_with(counts[1]))
            out.push_back(text);
    }
    for (const auto *count : counts)
        out.push_back(count + std::to_string(threads));
    return out;
}

std::vector<std::string> argumentsFor(const EdgeProcessOptions &options)
{
    std::vector<std::string> out{options.program.string(), "--models", options.models.string(), "--listen",
        "127.0.0.1:0", "--threads", std::to_string(options.threads), "--exit-with-stdin"};
    for (const auto &library : options.opLibraries) {
        out.push_back("--op-library");
        out.push_back(library.string());
    }
    return out;
}

std::vector<char *> pointers(std::vector<std::string> &texts)
{
    std::vector<char *> out;
    for (auto &text : texts)
        out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

std::string describeEnd(int status)
{
    if (WIFSIGNALED(status))
        return "it was ended by signal " + std::to_string(WTERMSIG(status));
    return "it ended with status " + std::to_string(WEXITSTATUS(status));
}

} // namespace

EdgeProcess::EdgeProcess(const EdgeProcessOptions &options)
{
    if (::access(options.program.c_str(), X_OK) != 0)
        throw Failure(ErrorCode::EdgeProgramMissing, {{"file", options.program.string()}});
    spawn(options);
    try {
        waitUntilListening(options);
    } catch (...) {
        end();
        throw;
    }
}

EdgeProcess::~EdgeProcess() { end(); }

void EdgeProcess::spawn(const EdgeProcessOptions &options)
{
    auto input = makePipe();
    auto output = makePipe();
    m_errors.reset(::memfd_create("splitscope-edge-errors", MFD_CLOEXEC));

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, input.read.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output.write.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, m_errors.get(), STDERR_FILENO);
    // Whatever a library of ours opened without O_CLOEXEC, a camera for one, is not the edge's.
    ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);

    // A mask or an ignored signal would be inherited, and SIGTERM must reach it. Its own process group keeps the
    // terminal's Ctrl+C away: this process ends it.
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

    auto arguments = argumentsFor(options);
    auto environment = environmentWith(options.threads);
    const int error = ::posix_spawn(&m_pid, options.program.c_str(), &actions, &attributes, pointers(arguments).data(),
        pointers(environment).data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    if (error != 0) {
        m_pid = 0;
        fail(std::strerror(error));
    }
    m_input = std::move(input.write);
    m_output = std::move(output.read);
}

void EdgeProcess::waitUntilListening(const EdgeProcessOptions &options)
{
    constexpr std::string_view announcement = "listening on ";
    const auto deadline = Clock::now() + options.timeout;
    std::string text;
    while (text.find('\n') == std::string::npos) {
        if (options.cancelled && options.cancelled())
            throw Failure(ErrorCode::Cancelled, {{"what", "Starting the edge"}});
        if (Clock::now() >= deadline)
            fail("it did not listen within " + std::to_string(options.timeout.count() / 1000) + " s");
        pollfd readable{m_output.get(), POLLIN, 0};
        if (::poll(&readable, 1, 50) <= 0)
            continue;
        std::array<char, 256> buffer;
        const auto got = ::read(m_output.get(), buffer.data(), buffer.size());
        if (got <= 0 || text.size() > 1024) {
            end();
            fail(m_ended.value_or("it said nothing") + lastWords());
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    text.resize(text.find('\n'));
    if (!text.starts_with(announcement))
        fail("its first line is not the address that it listens on");
    m_address = HostPort::fromText(std::string_view(text).substr(announcement.size()));
}

/// The last line that it wrote to its standard error, as the end of a sentence.
std::string EdgeProcess::lastWords() const
{
    std::array<char, 2048> buffer;
    const auto size = ::lseek(m_errors.get(), 0, SEEK_END);
    const auto from = std::max<off_t>(0, size - static_cast<off_t>(buffer.size()));
    const auto got = ::pread(m_errors.get(), buffer.data(), buffer.size(), from);
    std::string text(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(0, got)));
    while (!text.empty() && (text.back() == '\n' || text.back() == '.'))
        text.pop_back();
    if (const auto line = text.rfind('\n'); line != std::string::npos)
        text.erase(0, line + 1);
    return text.empty() ? "" : ": " + text;
}

std::optional<std::string> EdgeProcess::howItEnded()
{
    const std::lock_guard lock(m_mutex);
    if (m_ended || m_pid == 0)
        return m_ended;
    int status = 0;
    const auto waited = ::waitpid(m_pid, &status, WNOHANG);
    if (waited == m_pid)
        m_ended = describeEnd(status);
    else if (waited < 0 && errno == ECHILD)
        m_ended = "it ended"; // someone ignores SIGCHLD, so its status is not to be had
    return m_ended;
}

void EdgeProcess::end()
{
    if (m_pid == 0 || !alive())
        return;
    m_input.reset();
    ::kill(m_pid, SIGTERM);
    const auto deadline = Clock::now() + endGrace;
    while (alive() && Clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (alive()) {
        ::kill(m_pid, SIGKILL);
        int status = 0;
        ::waitpid(m_pid, &status, 0);
        const std::lock_guard lock(m_mutex);
        m_ended = describeEnd(status);
    }
}

} // namespace splitscope
