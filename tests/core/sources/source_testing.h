// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/error.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>

/// The code of the Failure that `action` throws; nothing if it throws none.
inline std::optional<splitscope::ErrorCode> failureOf(const std::function<void()> &action)
{
    try {
        action();
    } catch (const splitscope::Failure &failure) {
        return failure.code();
    }
    return std::nullopt;
}

/// What `action` and the libraries below it write to stderr.
inline std::string stderrOf(const std::function<void()> &action)
{
    std::FILE *file = std::tmpfile();
    const int before = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    action();
    std::fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    std::rewind(file);
    char text[4096];
    const std::size_t size = std::fread(text, 1, sizeof text, file);
    std::fclose(file);
    return {text, size};
}
