// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/byte_fifo.h"
#include "core/runtime/file_descriptor.h"
#include "core/runtime/link_shaper.h"

#include <cstdint>

namespace splitscope {

/// One direction of a relayed connection: reads from one socket into a shaper, writes what it released to the other.
class RelayFlow {
public:
    RelayFlow(int flow, LinkShaper &shaper)
        : m_flow(flow)
        , m_shaper(shaper)
    {
    }
    ~RelayFlow() { m_shaper.dropFlow(m_flow); }
    RelayFlow(const RelayFlow &) = delete;
    RelayFlow &operator=(const RelayFlow &) = delete;

    bool wantsToRead() const;
    bool wantsToWrite() const { return m_released > 0; }
    /// Everything that will ever come was written.
    bool finished() const { return m_shutDown; }

    /// False if the connection is broken.
    bool read(int socket, LinkShaper::Time now);
    bool write(int socket);
    void released(std::size_t bytes) { m_released += bytes; }

    std::uint64_t passedBytes() const { return m_passed; }

private:
    bool finishIfEmpty(int socket);

    int m_flow;
    LinkShaper &m_shaper;
    ByteFifo m_bytes;           ///< in the shaper, then released, in this order
    std::size_t m_released = 0; ///< how many of them may be written
    bool m_ended = false;       ///< the sender closed its side
    bool m_shutDown = false;
    std::uint64_t m_passed = 0;
};

/// A relayed connection: two sockets and the flow each way.
struct RelayConnection {
    RelayConnection(FileDescriptor clientSocket, FileDescriptor targetSocket, int upFlow, LinkShaper &upShaper,
        int downFlow, LinkShaper &downShaper)
        : client(std::move(clientSocket))
        , target(std::move(targetSocket))
        , up(upFlow, upShaper)
        , down(downFlow, downShaper)
    {
    }

    FileDescriptor client;
    FileDescriptor target;
    RelayFlow up;
    RelayFlow down;
    bool broken = false;

    bool done() const { return broken || (up.finished() && down.finished()); }

    /// Closes both sockets so that the kernel throws its buffers away.
    void reset();
};

/// Small kernel buffers, so that what the shaper has not taken waits at the sender, and no delay of its own.
/// Non-blocking.
void tuneRelaySocket(int socket);

} // namespace splitscope
