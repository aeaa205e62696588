// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace splitscope {

/// An address as people write it: `127.0.0.1:8001`, `edge.local:8001`, `[::1]:0`.
struct HostPort {
    std::string host; ///< without brackets
    std::uint16_t port = 0;

    /// Throws Failure (InvalidArgument).
    static HostPort fromText(std::string_view text);
    std::string text() const;

    /// 127.0.0.0/8, ::1 or `localhost`. Any other name counts as not loopback, whatever it resolves to.
    bool isLoopback() const;

    bool operator==(const HostPort &) const = default;
};

} // namespace splitscope
