// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace splitscope {

/// Bytes first in, first out, in the chunks they came in.
class ByteFifo {
public:
    std::size_t size() const { return m_size; }

    void append(std::span<const std::uint8_t> bytes)
    {
        if (bytes.empty())
            return;
        m_chunks.emplace_back(bytes.begin(), bytes.end());
        m_size += bytes.size();
    }

    /// The oldest bytes that lie together; empty if there are none.
    std::span<const std::uint8_t> front() const
    {
        if (m_chunks.empty())
            return {};
        return std::span(m_chunks.front()).subspan(m_offset);
    }

    /// Removes as many of front()'s bytes.
    void consume(std::size_t bytes)
    {
        m_offset += bytes;
        m_size -= bytes;
        if (m_offset == m_chunks.front().size()) {
            m_chunks.pop_front();
            m_offset = 0;
        }
    }

private:
    std::deque<std::vector<std::uint8_t>> m_chunks;
    std::size_t m_offset = 0;
    std::size_t m_size = 0;
};

} // namespace splitscope
