// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace splitscope {

/// A file's bytes, read when they are looked at. Immutable and safe to read from several threads.
class MappedFile {
public:
    /// Throws Failure (FileNotFound, FileUnreadable).
    explicit MappedFile(const std::filesystem::path &file);
    ~MappedFile();
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    const std::uint8_t *bytes() const { return m_bytes; }
    std::size_t size() const { return m_size; }

private:
    const std::uint8_t *m_bytes = nullptr;
    std::size_t m_size = 0;
};

} // namespace splitscope
