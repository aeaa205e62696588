// SPDX-License-Identifier: GPL-3.0-or-later
// How EdgeLink's thread finds, watches and loses the edge.
#include "core/graph/error.h"
#include "core/runtime/edge_link_data.h"

#include <algorithm>
#include <array>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::array backOff{500ms, 1000ms, 2000ms, 4000ms, 8000ms, 10000ms};

// How often the edge's process and overdue requests are looked at.
constexpr auto watchInterval = 50ms;

} // namespace

void EdgeLink::Data::supervise()
{
    std::unique_lock lock(mutex);
    while (!stop) {
        if (tearDown)
            disconnect(lock);
        else if (connected)
            watch(lock);
        else if (needed && Clock::now() >= retryAt)
            connect(lock);
        else if (needed)
            changed.wait_until(lock, retryAt);
        else
            changed.wait(lock);
    }
    auto old = std::move(connection);
    lock.unlock();
    client->drop();
    old.reset();
    lock.lock();
    finished = true;
    changed.notify_all();
}

/// Finds the edge: starts it, or, where it only refused a request, gives it another chance.
void EdgeLink::Data::connect(std::unique_lock<std::mutex> &lock)
{
    const bool again = connection != nullptr;
    try {
        if (!again) {
            const auto startLink = link;
            const auto startTrace = trace;
            lock.unlock();
            auto made = std::make_unique<EdgeConnection>(
                setup.target, folder ? folder->path() : "", setup.edgeThreads, startLink, startTrace, *client, [this] {
                    const std::lock_guard inner(mutex);
                    return stop;
                });
            lock.lock();
            connection = std::move(made);
            if (link != startLink || trace != startTrace)
                connection->setLink(link, trace);
        }
        lock.unlock();
        client->checkReady();
        lock.lock();
    } catch (const std::exception &caught) {
        if (!lock.owns_lock())
            lock.lock();
        if (!stop) {
            const auto *failure = dynamic_cast<const Failure *>(&caught);
            lose(failure ? failure->error() : Error{ErrorCode::EdgeDidNotStart, {{"why", caught.what()}}}, true);
            tell(lock);
        }
        return;
    }
    connected = true;
    if (lost && !again)
        ++reconnects;
    lost = false;
    error.reset();
    tell(lock);
}

void EdgeLink::Data::watch(std::unique_lock<std::mutex> &lock)
{
    changed.wait_for(lock, watchInterval);
    client->cancelOverdue();
    if (!connected)
        return;
    if (const auto end = connection->howItEnded()) {
        lose(Error{ErrorCode::EdgeUnreachable, {{"address", connection->address()}, {"why", *end + "."}}}, true);
        tell(lock);
    }
}

void EdgeLink::Data::disconnect(std::unique_lock<std::mutex> &lock)
{
    tearDown = false;
    prepared.clear();
    signature.reset();
    auto old = std::move(connection);
    lock.unlock();
    client->drop();
    client->reconnect();
    old.reset();
    lock.lock();
}

/// \param gone the edge itself is of no use any more, as opposed to having refused a request.
void EdgeLink::Data::lose(const Error &why, bool gone)
{
    connected = false;
    lost = true;
    tearDown = gone;
    error = why;
    retryAt = Clock::now() + backOff.at(std::min(failures, backOff.size() - 1));
    ++failures;
}

} // namespace splitscope
