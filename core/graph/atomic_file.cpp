// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/atomic_file.h"

#include "core/graph/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace splitscope {

namespace {

/// Without this, a power cut after the rename can leave an empty file under the final name.
bool flushToDisk(const std::filesystem::path &file)
{
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    const bool done = ::fsync(descriptor) == 0;
    return ::close(descriptor) == 0 && done;
}

} // namespace

void writeFileAtomically(
    const std::filesystem::path &target, const std::function<void(const std::filesystem::path &)> &write)
{
    const std::filesystem::path beside = target.string() + "." + std::to_string(::getpid()) + ".part";
    std::string why;
    try {
        write(beside);
        if (!flushToDisk(beside)) {
            why = std::strerror(errno);
        }
    } catch (const Failure &) {
        std::error_code ignored;
        std::filesystem::remove(beside, ignored);
        throw;
    } catch (const std::exception &) {
        // LibTorch's own text names source lines, not the cause; the last system error is what a person can act on.
        why = errno != 0 ? std::strerror(errno) : "writing stopped early";
    }
    std::error_code code;
    if (why.empty()) {
        std::filesystem::rename(beside, target, code);
        if (!code) {
            return;
        }
        why = code.message();
    }
    std::filesystem::remove(beside, code);
    throw Failure(ErrorCode::FileUnwritable, {{"file", target.string()}, {"why", why + "."}});
}

void writeTextAtomically(const std::filesystem::path &target, const std::string &text)
{
    writeFileAtomically(target, [&text](const std::filesystem::path &file) {
        std::ofstream stream(file, std::ios::binary);
        stream.exceptions(std::ios::badbit | std::ios::failbit);
        stream << text;
        stream.close();
    });
}

void ensureFolder(const std::filesystem::path &folder)
{
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code) {
        throw Failure(ErrorCode::FileUnwritable, {{"file", folder.string()}, {"why", code.message() + "."}});
    }
}

} // namespace splitscope
