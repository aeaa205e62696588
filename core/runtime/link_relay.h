// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/link_spec.h"
#include "core/graph/link_trace.h"
#include "core/runtime/host_port.h"

#include <cstdint>
#include <memory>

namespace splitscope {

/// The emulated link: listens on a free loopback port and passes the bytes of each connection to `target` and back,
/// shaped by one LinkShaper for each direction that all connections share. Rates count the bytes passed, the protocol's
/// framing included and TCP's headers not. Runs in a thread of its own; all calls are thread-safe.
class LinkRelay {
public:
    /// Throws Failure (EdgeUnreachable) if the target's name cannot be resolved or no port can be listened on.
    LinkRelay(const HostPort &target, const LinkSpec &link, std::uint64_t seed = 1);
    /// Closes all connections at once.
    ~LinkRelay();
    LinkRelay(const LinkRelay &) = delete;
    LinkRelay &operator=(const LinkRelay &) = delete;

    /// Where to connect to instead of the target.
    HostPort address() const;

    /// Acts on bytes in flight too. A link that is not shaped passes everything at once.
    void setLink(const LinkSpec &link);

    /// The link follows a trace from now on, over and over.
    void setTrace(std::shared_ptr<const LinkTrace> trace);

    /// Closes all connections and throws their queued bytes away; returns when that is done. Later ones are not
    /// touched.
    void dropConnections();

    /// Bytes delivered since the start.
    struct Passed {
        std::uint64_t up = 0;
        std::uint64_t down = 0;
    };
    Passed passed() const;

private:
    class Loop;
    std::unique_ptr<Loop> m_loop;
};

} // namespace splitscope
