// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace splitscope {

/// SHA-256 (FIPS 180-4). Our own, because core/graph builds with the standard library alone where models are trained.
class Sha256 {
public:
    void update(const void *data, std::size_t size);
    /// 64 lower-case hex digits; the object is used up.
    std::string hexDigest();

private:
    void block(const std::uint8_t *bytes);

    std::uint32_t m_state[8] = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::uint8_t m_buffer[64] = {};
    std::uint64_t m_length = 0;
};

std::string sha256Hex(const std::string &text);

/// Hash of a file's content. Throws Failure (FileNotFound, FileUnreadable).
std::string sha256OfFile(const std::filesystem::path &file);

} // namespace splitscope
