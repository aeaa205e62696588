// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/link_relay.h"

#include "core/graph/error.h"
#include "core/runtime/relay_connection.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <condition_variable>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace splitscope {

namespace {

using Time = LinkShaper::Time;

// Arrivals closer together than this are passed together: at high rates there would be one wake-up a segment.
constexpr Time coalesce = std::chrono::microseconds(250);
constexpr std::size_t maxConnections = 64;

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;

    const sockaddr *get() const { return reinterpret_cast<const sockaddr *>(&storage); }
};

[[noreturn]] void fail(const HostPort &address, const std::string &why)
{
    throw Failure(ErrorCode::EdgeUnreachable, {{"address", address.text()}, {"why", why + "."}});
}

SocketAddress resolve(const HostPort &target)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    if (const int error = ::getaddrinfo(target.host.c_str(), std::to_string(target.port).c_str(), &hints, &found);
        error != 0)
        fail(target, ::gai_strerror(error));
    SocketAddress out;
    std::memcpy(&out.storage, found->ai_addr, found->ai_addrlen);
    out.length = found->ai_addrlen;
    ::freeaddrinfo(found);
    return out;
}

FileDescriptor listenOnLoopback(const HostPort &target, std::uint16_t &port)
{
    FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    tuneRelaySocket(socket.get());
    if (!socket.valid() || ::bind(socket.get(), generic, length) != 0 || ::listen(socket.get(), 16) != 0
        || ::getsockname(socket.get(), generic, &length) != 0) {
        fail(target, std::string("the link emulator cannot listen: ") + std::strerror(errno));
    }
    port = ntohs(address.sin_port);
    return socket;
}

} // namespace

/// The relay's thread and what it works on.
class LinkRelay::Loop {
public:
    Loop(const HostPort &target, const LinkSpec &link, std::uint64_t seed)
        : m_target(resolve(target))
        , m_up(seed)
        , m_down(seed + 1)
        , m_wanted(Wanted{link, nullptr})
        , m_listener(listenOnLoopback(target, m_port))
        , m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
        , m_thread([this] { run(); })
    {
    }

    ~Loop()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stop = true;
        }
        wake();
        m_thread.join();
    }

    std::uint16_t port() const { return m_port; }

    /// \param trace followed instead of the link, where there is one
    void setLink(const LinkSpec &link, std::shared_ptr<const LinkTrace> trace = nullptr)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_wanted = {link, std::move(trace)};
        }
        wake();
    }

    void dropConnections()
    {
        std::unique_lock lock(m_mutex);
        const auto ticket = ++m_dropsWanted;
        wake();
        m_dropped.wait(lock, [&] { return m_dropsDone >= ticket; });
    }

    Passed passed() const { return {m_passedUp, m_passedDown}; }

private:
    struct Wanted {
        LinkSpec link;
        std::shared_ptr<const LinkTrace> trace;
    };

    static Time now() { return std::chrono::steady_clock::now().time_since_epoch(); }

    void wake()
    {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(m_wake.get(), &one, sizeof one);
    }

    void run()
    {
        while (obeyCommands()) {
            deliver();
            waitAndRead();
        }
        for (auto &[id, connection] : m_connections)
            connection->reset();
        m_connections.clear();
    }

    /// False when the relay is to end.
    bool obeyCommands()
    {
        std::lock_guard lock(m_mutex);
        if (m_wanted) {
            m_trace = std::move(m_wanted->trace);
            m_traceStart = now();
            m_traceChange.reset();
            if (m_trace)
                followTrace();
            else
                shape(m_wanted->link);
            m_wanted.reset();
        } else if (m_traceChange && now() >= *m_traceChange) {
            followTrace();
        }
        if (m_dropsDone != m_dropsWanted) {
            acceptAll(); // what waits to be accepted is older than the command
            for (auto &[id, connection] : m_connections)
                connection->reset();
            m_connections.clear();
            m_dropsDone = m_dropsWanted;
            m_dropped.notify_all();
        }
        return !m_stop;
    }

    void shape(const LinkSpec &link)
    {
        m_up.setDirection(now(), uplinkOf(link));
        m_down.setDirection(now(), downlinkOf(link));
    }

    void followTrace()
    {
        const double seconds = std::chrono::duration<double>(now() - m_traceStart).count();
        shape(m_trace->at(seconds));
        const double next = m_trace->nextChange(seconds);
        m_traceChange.reset();
        if (std::isfinite(next))
            m_traceChange = m_traceStart + std::chrono::round<Time>(std::chrono::duration<double>(next));
    }

    /// Writes what has arrived and forgets connections that are done.
    void deliver()
    {
        const auto time = now();
        for (const auto &[flow, bytes] : m_up.release(time))
            m_connections.at(flow)->up.released(bytes);
        for (const auto &[flow, bytes] : m_down.release(time))
            m_connections.at(flow)->down.released(bytes);
        std::uint64_t up = 0;
        std::uint64_t down = 0;
        for (auto it = m_connections.begin(); it != m_connections.end();) {
            auto &connection = *it->second;
            if (!connection.broken
                && (!connection.up.write(connection.target.get()) || !connection.down.write(connection.client.get())))
                connection.broken = true;
            if (connection.done()) {
                if (connection.broken)
                    connection.reset();
                m_closedUp += connection.up.passedBytes();
                m_closedDown += connection.down.passedBytes();
                it = m_connections.erase(it);
            } else {
                up += connection.up.passedBytes();
                down += connection.down.passedBytes();
                ++it;
            }
        }
        m_passedUp = m_closedUp + up;
        m_passedDown = m_closedDown + down;
    }

    void waitAndRead()
    {
        m_polled.clear();
        m_polled.push_back({m_wake.get(), POLLIN, 0});
        m_polled.push_back({m_connections.size() < maxConnections ? m_listener.get() : -1, POLLIN, 0});
        for (auto &[id, connection] : m_connections) {
            watch(connection->client.get(), connection->up.wantsToRead(), connection->down.wantsToWrite());
            watch(connection->target.get(), connection->down.wantsToRead(), connection->up.wantsToWrite());
        }
        const auto timeout = untilNextEvent();
        ::ppoll(m_polled.data(), m_polled.size(), timeout ? &*timeout : nullptr, nullptr);
        if (std::uint64_t count = 0; m_polled[0].revents != 0) [[maybe_unused]]
            const auto got = ::read(m_wake.get(), &count, sizeof count);
        std::size_t place = 2;
        const auto time = now();
        for (auto &[id, connection] : m_connections) {
            readIfReady(*connection, m_polled[place++].revents, connection->up, connection->client.get(), time);
            readIfReady(*connection, m_polled[place++].revents, connection->down, connection->target.get(), time);
        }
        if ((m_polled[1].revents & POLLIN) != 0)
            acceptAll();
    }

    /// A socket without interest is not polled at all: a hang-up would wake the loop without end.
    void watch(int socket, bool read, bool write)
    {
        const auto events = static_cast<short>((read ? POLLIN : 0) | (write ? POLLOUT : 0));
        m_polled.push_back({events != 0 ? socket : -1, events, 0});
    }

    static void readIfReady(RelayConnection &connection, short events, RelayFlow &flow, int socket, Time time)
    {
        if (connection.broken || events == 0)
            return;
        if ((events & POLLIN) != 0 && flow.wantsToRead())
            connection.broken = !flow.read(socket, time);
        else if ((events & (POLLERR | POLLHUP)) != 0)
            connection.broken = true;
    }

    std::optional<timespec> untilNextEvent() const
    {
        std::optional<Time> next = m_up.nextEvent();
        for (const auto &other : {m_down.nextEvent(), m_traceChange}) {
            if (other && (!next || *other < *next))
                next = other;
        }
        if (!next)
            return std::nullopt;
        const auto wait = std::max(*next - now(), coalesce);
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wait);
        return timespec{seconds.count(), (wait - seconds).count()};
    }

    void acceptAll()
    {
        while (m_connections.size() < maxConnections) {
            FileDescriptor client(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            if (!client.valid())
                return;
            tuneRelaySocket(client.get());
            FileDescriptor target(::socket(m_target.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
            if (!target.valid())
                return;
            tuneRelaySocket(target.get());
            if (::connect(target.get(), m_target.get(), m_target.length) != 0 && errno != EINPROGRESS)
                continue;
            const int id = m_nextId++;
            m_connections.emplace(
                id, std::make_unique<RelayConnection>(std::move(client), std::move(target), id, m_up, id, m_down));
        }
    }

    SocketAddress m_target;
    LinkShaper m_up;
    LinkShaper m_down;
    std::uint16_t m_port = 0;

    std::mutex m_mutex; ///< guards what follows, up to the next empty line
    std::condition_variable m_dropped;
    std::optional<Wanted> m_wanted;
    std::uint64_t m_dropsWanted = 0;
    std::uint64_t m_dropsDone = 0;
    bool m_stop = false;

    FileDescriptor m_listener;
    FileDescriptor m_wake;
    std::shared_ptr<const LinkTrace> m_trace;
    Time m_traceStart{0};
    std::optional<Time> m_traceChange; ///< when the trace goes on
    std::map<int, std::unique_ptr<RelayConnection>> m_connections;
    int m_nextId = 0;
    std::vector<pollfd> m_polled;
    std::uint64_t m_closedUp = 0;
    std::uint64_t m_closedDown = 0;
    std::atomic<std::uint64_t> m_passedUp{0};
    std::atomic<std::uint64_t> m_passedDown{0};
    std::thread m_thread; // last, so that all of the above is there when it starts
};

LinkRelay::LinkRelay(const HostPort &target, const LinkSpec &link, std::uint64_t seed)
    : m_loop(std::make_unique<Loop>(target, link, seed))
{
}

LinkRelay::~LinkRelay() = default;

HostPort LinkRelay::address() const { return {"127.0.0.1", m_loop->port()}; }

void LinkRelay::setLink(const LinkSpec &link) { m_loop->setLink(link); }

void LinkRelay::setTrace(std::shared_ptr<const LinkTrace> trace) { m_loop->setLink({}, std::move(trace)); }

void LinkRelay::dropConnections() { m_loop->dropConnections(); }

LinkRelay::Passed LinkRelay::passed() const { return m_loop->passed(); }

} // namespace splitscope
