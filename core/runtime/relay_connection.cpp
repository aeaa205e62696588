// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/relay_connection.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace splitscope {

namespace {

constexpr std::size_t readBytes = 64 * 1024;
constexpr std::size_t maxUnwrittenBytes = 1024 * 1024;
constexpr int kernelBufferBytes = 256 * 1024;

bool wouldBlock(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == ENOTCONN || error == EINPROGRESS;
}

} // namespace

bool RelayFlow::wantsToRead() const
{
    return !m_ended && m_released < maxUnwrittenBytes && m_shaper.room() >= LinkShaper::usefulRoom;
}

bool RelayFlow::read(int socket, LinkShaper::Time now)
{
    std::array<std::uint8_t, readBytes> buffer;
    const auto wanted = std::min(buffer.size(), m_shaper.room());
    if (wanted == 0)
        return true;
    const auto got = ::recv(socket, buffer.data(), wanted, MSG_DONTWAIT);
    if (got < 0)
        return wouldBlock(errno);
    if (got == 0) {
        m_ended = true;
        return true;
    }
    m_bytes.append(std::span(buffer).first(static_cast<std::size_t>(got)));
    m_shaper.push(now, m_flow, static_cast<std::size_t>(got));
    return true;
}

bool RelayFlow::write(int socket)
{
    while (m_released > 0) {
        const auto front = m_bytes.front();
        const auto wrote =
            ::send(socket, front.data(), std::min(front.size(), m_released), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (wrote < 0)
            return wouldBlock(errno);
        m_bytes.consume(static_cast<std::size_t>(wrote));
        m_released -= static_cast<std::size_t>(wrote);
        m_passed += static_cast<std::uint64_t>(wrote);
    }
    return finishIfEmpty(socket);
}

bool RelayFlow::finishIfEmpty(int socket)
{
    if (m_ended && !m_shutDown && m_bytes.size() == 0) {
        ::shutdown(socket, SHUT_WR);
        m_shutDown = true;
    }
    return true;
}

void RelayConnection::reset()
{
    const linger discard{1, 0};
    for (auto *socket : {&client, &target}) {
        if (socket->valid())
            ::setsockopt(socket->get(), SOL_SOCKET, SO_LINGER, &discard, sizeof discard);
        socket->reset();
    }
    broken = true;
}

void tuneRelaySocket(int socket)
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &kernelBufferBytes, sizeof kernelBufferBytes);
    ::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &kernelBufferBytes, sizeof kernelBufferBytes);
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
}

} // namespace splitscope
