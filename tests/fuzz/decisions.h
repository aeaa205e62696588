// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace splitscope::fuzz {

/// A fuzzed input read as a list of decisions, for targets that take values and not text. Zeros follow its end, so
/// every input is complete and small changes of it are small changes of what it decides.
class Decisions {
public:
    explicit Decisions(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    bool done() const { return m_at >= m_bytes.size(); }

    std::uint8_t byte() { return done() ? 0 : static_cast<std::uint8_t>(m_bytes[m_at++]); }

    /// From 0 to `limit` - 1; `limit` at most 256.
    int below(int limit) { return byte() % limit; }

    bool coin() { return (byte() & 1) != 0; }

    std::int64_t number()
    {
        std::uint64_t value = 0;
        for (int i = 0; i < 8; ++i)
            value = value << 8 | byte();
        return static_cast<std::int64_t>(value);
    }

    /// ASCII, as the protocol's strings must be UTF-8.
    std::string text(std::size_t most)
    {
        const auto length = std::min<std::size_t>(byte() % (most + 1), m_bytes.size() - std::min(m_at, m_bytes.size()));
        std::string part(m_bytes.substr(std::min(m_at, m_bytes.size()), length));
        for (auto &c : part)
            c = static_cast<char>(c & 0x7f);
        m_at += length;
        return part;
    }

private:
    std::string_view m_bytes;
    std::size_t m_at = 0;
};

} // namespace splitscope::fuzz
