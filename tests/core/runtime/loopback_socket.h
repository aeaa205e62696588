// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/file_descriptor.h"
#include "core/runtime/host_port.h"

#include <cstdint>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace splitscope::testing {

/// Blocking sockets on loopback, for tests of what lies between them.
struct LoopbackSocket {
    FileDescriptor fd;

    static LoopbackSocket connectTo(const HostPort &address)
    {
        LoopbackSocket out{FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))};
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(address.port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(out.fd.get(), reinterpret_cast<sockaddr *>(&to), sizeof to) != 0)
            out.fd.reset();
        return out;
    }

    bool send(const std::vector<std::uint8_t> &bytes) const
    {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const auto wrote = ::send(fd.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (wrote <= 0)
                return false;
            sent += static_cast<std::size_t>(wrote);
        }
        return true;
    }

    /// Up to `count` bytes; fewer where the connection ended before.
    std::vector<std::uint8_t> receive(std::size_t count) const
    {
        std::vector<std::uint8_t> out(count);
        std::size_t got = 0;
        while (got < count) {
            const auto read = ::recv(fd.get(), out.data() + got, count - got, 0);
            if (read <= 0)
                break;
            got += static_cast<std::size_t>(read);
        }
        out.resize(got);
        return out;
    }

    void finishSending() const { ::shutdown(fd.get(), SHUT_WR); }
};

class LoopbackListener {
public:
    LoopbackListener()
        : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof at;
        ::bind(m_fd.get(), reinterpret_cast<sockaddr *>(&at), length);
        ::listen(m_fd.get(), 8);
        ::getsockname(m_fd.get(), reinterpret_cast<sockaddr *>(&at), &length);
        m_address = {"127.0.0.1", ntohs(at.sin_port)};
    }

    const HostPort &address() const { return m_address; }
    LoopbackSocket accept() const { return {FileDescriptor(::accept(m_fd.get(), nullptr, nullptr))}; }
    void close() { m_fd.reset(); }

private:
    FileDescriptor m_fd;
    HostPort m_address;
};

} // namespace splitscope::testing
