// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/file_descriptor.h"
#include "core/runtime/host_port.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace splitscope {

struct EdgeProcessOptions {
    std::filesystem::path program;
    std::filesystem::path models;
    std::vector<std::filesystem::path> opLibraries;
    int threads = 1;
    std::chrono::milliseconds timeout{20000}; ///< until it listens
    std::function<bool()> cancelled;          ///< polled while it starts
};

/// A splitscope-edge of our own on a free loopback port. It ends with this object, and with this process however that
/// ends, because its standard input is a pipe from here.
class EdgeProcess {
public:
    /// Starts it and waits until it listens. Throws Failure: EdgeProgramMissing, EdgeDidNotStart, Cancelled.
    explicit EdgeProcess(const EdgeProcessOptions &options);
    /// Asks it to end, and ends it by force when it does not within a second.
    ~EdgeProcess();
    EdgeProcess(const EdgeProcess &) = delete;
    EdgeProcess &operator=(const EdgeProcess &) = delete;

    const HostPort &address() const { return m_address; }
    pid_t pid() const { return m_pid; }

    bool alive() { return !howItEnded(); }
    /// "it ended with status 1", "it was ended by signal 9"; nothing while it runs. Thread-safe.
    std::optional<std::string> howItEnded();

private:
    void spawn(const EdgeProcessOptions &options);
    void waitUntilListening(const EdgeProcessOptions &options);
    std::string lastWords() const;
    void end();

    pid_t m_pid = 0;
    HostPort m_address;
    FileDescriptor m_input;  ///< its standard input; closing it ends it
    FileDescriptor m_output; ///< its standard output
    FileDescriptor m_errors; ///< a nameless file that holds what it wrote to its standard error
    std::mutex m_mutex;
    std::optional<std::string> m_ended;
};

} // namespace splitscope
