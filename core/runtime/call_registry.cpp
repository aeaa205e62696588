// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/call_registry.h"

#include "core/graph/error.h"

#include <algorithm>

namespace splitscope {

namespace {

// What a small call still moves: HTTP/2's settings and headers, of a fresh connection too.
constexpr std::int64_t overheadBytes = 2048;

} // namespace

CallRegistry::Handle CallRegistry::enter(grpc::ClientContext &context, const Expected &expected, std::uint64_t epoch)
{
    const std::lock_guard lock(m_mutex);
    if (epoch != m_epoch)
        throw Failure(ErrorCode::Cancelled, {{"what", "The request"}});
    return m_calls.insert(m_calls.end(), Call{&context, expected, deadline(expected)});
}

bool CallRegistry::leave(Handle call)
{
    const std::lock_guard lock(m_mutex);
    const bool overdue = call->overdue;
    m_calls.erase(call);
    return overdue;
}

void CallRegistry::setLink(double bytesPerSecond, std::chrono::nanoseconds roundTrip)
{
    const std::lock_guard lock(m_mutex);
    m_bytesPerSecond = bytesPerSecond;
    m_roundTrip = roundTrip;
    for (auto &call : m_calls)
        call.until = std::max(call.until, deadline(call.expected));
}

void CallRegistry::cancelOverdue()
{
    const std::lock_guard lock(m_mutex);
    for (auto &call : m_calls) {
        if (Clock::now() >= call.until && !call.overdue) {
            call.overdue = true;
            call.context->TryCancel();
        }
    }
}

bool CallRegistry::cancelAll()
{
    const std::lock_guard lock(m_mutex);
    for (auto &call : m_calls)
        call.context->TryCancel();
    ++m_epoch;
    return !m_calls.empty();
}

std::uint64_t CallRegistry::epoch() const
{
    const std::lock_guard lock(m_mutex);
    return m_epoch;
}

std::chrono::milliseconds CallRegistry::patience(const Expected &expected) const
{
    const std::lock_guard lock(m_mutex);
    return std::chrono::duration_cast<std::chrono::milliseconds>(deadline(expected) - Clock::now());
}

CallRegistry::Clock::time_point CallRegistry::deadline(const Expected &expected) const
{
    double seconds = 4.0 * std::chrono::duration<double>(m_roundTrip).count();
    if (m_bytesPerSecond > 0.0)
        seconds += 4.0 * static_cast<double>(expected.bytes + overheadBytes) / m_bytesPerSecond;
    const auto transfer = std::chrono::duration<double>(std::min(seconds, 1e6));
    return Clock::now() + expected.patience + std::chrono::duration_cast<Clock::duration>(transfer);
}

} // namespace splitscope
