// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/link_spec.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <vector>

namespace splitscope {

/// One direction of a link, as LinkShaper takes it.
struct ShapedDirection {
    double bytesPerSecond = 0.0;        ///< after the cap that loss puts on it; 0: unlimited
    std::chrono::nanoseconds delay{0};  ///< half the round trip
    std::chrono::nanoseconds jitter{0}; ///< the delay varies uniformly by as much to both sides: half the link's jitter
    std::chrono::nanoseconds stall{0};  ///< added by one lost segment: one round trip, at least 200 ms
    double loss = 0.0;                  ///< probability that a segment is lost

    bool operator==(const ShapedDirection &) const = default;
};

/// Bytes of one segment: what TCP puts into a 1,500-byte packet.
inline constexpr std::size_t segmentBytes = 1448;

/// A link's two directions. Loss is modelled: besides its stalls it caps the rate at 1.22 x segment / (RTT x sqrt(p))
/// (Mathis, Semke, Mahdavi, Ott: The macroscopic behavior of the TCP congestion avoidance algorithm, 1997).
ShapedDirection uplinkOf(const LinkSpec &link);
ShapedDirection downlinkOf(const LinkSpec &link);

/// Emulates one direction of one link that several connections ("flows") share: bytes queue for the line, take their
/// time on it, then travel for the delay, and arrive in order. Holds counts, not bytes, and takes the time as an
/// argument, so that tests run it in virtual time. Times count from any fixed moment and must not go back.
class LinkShaper {
public:
    using Time = std::chrono::nanoseconds;

    struct Released {
        int flow = 0;
        std::size_t bytes = 0;

        bool operator==(const Released &) const = default;
    };

    /// \param seed of jitter and loss.
    explicit LinkShaper(std::uint64_t seed = 1);

    /// Acts on what is queued, on what is on the line and on what travels.
    void setDirection(Time now, const ShapedDirection &direction);

    /// Bytes that `push` may bring now: the queue is bounded (20 ms of the line, 64 KiB to 4 MiB), and so is what
    /// travels.
    std::size_t room() const;
    /// Room for less than this is not worth waking up for.
    static constexpr std::size_t usefulRoom = 16 * 1024;
    void push(Time now, int flow, std::size_t bytes);

    /// What arrived by `now`, in order; neighbours of the same flow are one entry.
    std::vector<Released> release(Time now);

    /// When to call `release` again: something arrives, or a full queue has useful room. Nothing if nothing is under
    /// way.
    std::optional<Time> nextEvent() const;

    /// Forgets all bytes of a flow.
    void dropFlow(int flow);

    std::size_t queuedBytes() const { return m_queuedBytes; }
    std::size_t travellingBytes() const { return m_travellingBytes; }

private:
    struct Segment {
        int flow = 0;
        std::size_t bytes = 0;
    };
    struct Travelling {
        int flow = 0;
        std::size_t bytes = 0;
        Time sent{0};  ///< when its last byte left the line
        Time extra{0}; ///< jitter and stall, may be negative
        Time release{0};
    };

    void advance(Time now);
    void send(const Segment &segment, Time sent);
    Time drawExtra(Time sent);
    double nanosecondsPerByte() const;
    Time headFinish() const;
    std::size_t capacity() const;

    ShapedDirection m_direction;
    std::mt19937_64 m_random;
    std::deque<Segment> m_queue; ///< the front is on the line
    double m_headLeft = 0.0;     ///< bytes of the front that the line has still to send
    double m_lineTime = 0.0;     ///< nanoseconds up to which the line is worked out
    std::size_t m_queuedBytes = 0;
    std::deque<Travelling> m_travelling;
    std::size_t m_travellingBytes = 0;
    Time m_lastRelease{0};
    Time m_jitterUntil{0};
    Time m_jitterNow{0};
};

} // namespace splitscope
