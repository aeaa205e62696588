// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/mapped_file.h"

#include "core/graph/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace splitscope {

MappedFile::MappedFile(const std::filesystem::path &file)
{
    if (std::error_code ignored; !std::filesystem::exists(file, ignored)) {
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    }
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status = {};
    const bool found = descriptor >= 0 && ::fstat(descriptor, &status) == 0;
    m_size = found ? std::size_t(status.st_size) : 0;
    void *address = m_size > 0 ? ::mmap(nullptr, m_size, PROT_READ, MAP_SHARED, descriptor, 0) : MAP_FAILED;
    const std::string why = found && m_size == 0 ? "it is empty" : std::strerror(errno);
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    if (address == MAP_FAILED) {
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", why + "."}});
    }
    m_bytes = static_cast<const std::uint8_t *>(address);
}

MappedFile::~MappedFile()
{
    if (m_bytes != nullptr) {
        ::munmap(const_cast<std::uint8_t *>(m_bytes), m_size);
    }
}

} // namespace splitscope
