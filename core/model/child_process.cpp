// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/child_process.h"

#include "core/graph/error.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

extern char **environ;

namespace splitscope {

namespace {

/// Starts the program with its standard output in `pipe`; 0 where it cannot be started.
pid_t start(const std::vector<std::string> &command, int outputPipe)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, outputPipe, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::vector<char *> arguments;
    for (const auto &word : command)
        arguments.push_back(const_cast<char *>(word.c_str()));
    arguments.push_back(nullptr);
    pid_t child = 0;
    const int problem = posix_spawn(&child, command[0].c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    return problem == 0 ? child : 0;
}

/// A sanitizer reserves terabytes of address space for its shadow, which no sensible limit leaves room for.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool addressSpaceIsLimited = false;
#else
constexpr bool addressSpaceIsLimited = true;
#endif

void limitResources(pid_t child, std::int64_t megabytes)
{
    const rlimit none{0, 0};
    prlimit(child, RLIMIT_CORE, &none, nullptr);
    const rlimit limit{static_cast<rlim_t>(megabytes) << 20, static_cast<rlim_t>(megabytes) << 20};
    if (addressSpaceIsLimited)
        prlimit(child, RLIMIT_AS, &limit, nullptr);
}

/// Reads until the child closes its output. Returns how it went; Exited means that the output ended by itself.
ChildResult::End readOutput(int pipe, const ChildLimits &limits, std::string &output)
{
    const auto deadline = std::chrono::steady_clock::now() + limits.timeout;
    char buffer[4096];
    while (true) {
        if (limits.cancelled && limits.cancelled())
            return ChildResult::End::Cancelled;
        if (std::chrono::steady_clock::now() >= deadline)
            return ChildResult::End::TimedOut;
        pollfd waiting{pipe, POLLIN, 0};
        if (poll(&waiting, 1, 50) <= 0)
            continue;
        const auto count = read(pipe, buffer, sizeof buffer);
        if (count <= 0)
            return ChildResult::End::Exited;
        if (output.size() < (1u << 20))
            output.append(buffer, static_cast<std::size_t>(count));
    }
}

} // namespace

ChildResult runChild(const std::vector<std::string> &command, const ChildLimits &limits)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw Failure(ErrorCode::Internal, {{"why", "no pipe could be made."}});
    const auto child = start(command, ends[1]);
    close(ends[1]);
    if (child == 0) {
        close(ends[0]);
        throw Failure(ErrorCode::Internal, {{"why", command[0] + " could not be started."}});
    }
    limitResources(child, limits.memoryMegabytes);
    ChildResult result;
    result.end = readOutput(ends[0], limits, result.output);
    close(ends[0]);
    if (result.end != ChildResult::End::Exited)
        kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) { }
    if (result.end == ChildResult::End::Exited && WIFSIGNALED(status)) {
        result.end = ChildResult::End::Signalled;
        result.signalName = strsignal(WTERMSIG(status));
    }
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    return result;
}

} // namespace splitscope
