// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <grpcpp/client_context.h>

#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>

namespace splitscope {

/// The calls under way, with the time that each may take: gRPC's own deadlines cannot follow a link that changes.
/// Thread-safe.
class CallRegistry {
public:
    using Clock = std::chrono::steady_clock;

    /// What a call needs: the time that the server may take, and the bytes that the link must move.
    struct Expected {
        std::int64_t bytes = 0;
        std::chrono::seconds patience{30};
    };

    struct Call {
        grpc::ClientContext *context = nullptr;
        Expected expected;
        Clock::time_point until;
        bool overdue = false; ///< ended because its time was up
    };
    using Handle = std::list<Call>::iterator;

    /// Throws Failure (Cancelled) if `epoch` is over.
    Handle enter(grpc::ClientContext &context, const Expected &expected, std::uint64_t epoch);
    /// \returns whether the call was ended because its time was up.
    bool leave(Handle call);

    void setLink(double bytesPerSecond, std::chrono::nanoseconds roundTrip);
    void cancelOverdue();
    /// Cancels all and starts a new epoch. Returns whether there were any.
    bool cancelAll();
    std::uint64_t epoch() const;

    /// How long a call may take on the link as it is: its own patience and four times the transfer.
    std::chrono::milliseconds patience(const Expected &expected) const;

private:
    Clock::time_point deadline(const Expected &expected) const;

    mutable std::mutex m_mutex;
    std::list<Call> m_calls;
    std::uint64_t m_epoch = 1;
    double m_bytesPerSecond = 0.0;
    std::chrono::nanoseconds m_roundTrip{0};
};

} // namespace splitscope
