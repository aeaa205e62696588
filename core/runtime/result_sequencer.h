// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/frame_result.h"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

namespace splitscope {

/// Hands results on in the order in which their frames were begun, however they finish. Thread-safe.
class ResultSequencer {
public:
    /// \param deliver called by one thread at a time, from within `finish`.
    explicit ResultSequencer(std::function<void(const FrameResult &)> deliver);

    /// A frame's place in the order. Each must be finished once.
    std::uint64_t begin();
    /// Nothing where the frame has no result.
    void finish(std::uint64_t place, std::optional<FrameResult> result);

private:
    std::function<void(const FrameResult &)> m_deliver;
    std::mutex m_delivering;
    std::mutex m_mutex; ///< guards what follows
    std::uint64_t m_begun = 0;
    std::uint64_t m_next = 0; ///< place that is delivered next
    std::map<std::uint64_t, std::optional<FrameResult>> m_finished;
};

} // namespace splitscope
