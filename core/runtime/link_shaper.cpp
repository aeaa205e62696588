// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/link_shaper.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// A long fat link holds rate x delay bytes; beyond this its rate is no longer reached.
constexpr std::size_t maxTravellingBytes = 64 * 1024 * 1024;

// How long one drawn jitter holds. Drawn for each segment, "in order" would turn every burst's jitter into its largest.
constexpr nanoseconds jitterHold = milliseconds(20);

nanoseconds fromMs(double ms) { return nanoseconds(std::llround(std::max(0.0, ms) * 1e6)); }

ShapedDirection direction(const LinkSpec &link, double mbps)
{
    ShapedDirection out;
    if (!link.shaped)
        return out;
    out.bytesPerSecond = mbps * 1e6 / 8.0;
    out.delay = fromMs(link.rttMs / 2.0);
    out.jitter = fromMs(link.jitterMs / 2.0);
    out.loss = std::clamp(link.loss, 0.0, 1.0);
    out.stall = std::max<nanoseconds>(fromMs(link.rttMs), milliseconds(200));
    if (out.loss > 0.0 && link.rttMs > 0.0) {
        const double cap = 1.22 * segmentBytes / (link.rttMs / 1e3 * std::sqrt(out.loss));
        out.bytesPerSecond = std::min(out.bytesPerSecond, cap);
    }
    return out;
}

} // namespace

ShapedDirection uplinkOf(const LinkSpec &link) { return direction(link, link.uplinkMbps); }

ShapedDirection downlinkOf(const LinkSpec &link) { return direction(link, link.downlinkMbps); }

LinkShaper::LinkShaper(std::uint64_t seed)
    : m_random(seed)
{
}

void LinkShaper::setDirection(Time now, const ShapedDirection &direction)
{
    advance(now);
    m_direction = direction;
    m_jitterUntil = Time(0);
    m_lastRelease = Time(0);
    for (auto &segment : m_travelling) {
        segment.release = std::max(m_lastRelease, segment.sent + direction.delay + segment.extra);
        m_lastRelease = segment.release;
    }
}

std::size_t LinkShaper::capacity() const
{
    constexpr double smallest = 64 * 1024;
    constexpr double largest = 4 * 1024 * 1024;
    if (m_direction.bytesPerSecond <= 0.0)
        return static_cast<std::size_t>(largest);
    return static_cast<std::size_t>(std::clamp(m_direction.bytesPerSecond * 0.02, smallest, largest));
}

std::size_t LinkShaper::room() const
{
    const auto limit = capacity();
    if (m_queuedBytes >= limit || m_travellingBytes >= maxTravellingBytes)
        return 0;
    return std::min(limit - m_queuedBytes, maxTravellingBytes - m_travellingBytes);
}

void LinkShaper::push(Time now, int flow, std::size_t bytes)
{
    advance(now);
    m_queuedBytes += bytes;
    // As TCP does, what follows fills up the last segment unless that one is on the line already.
    if (m_queue.size() > 1 && m_queue.back().flow == flow && m_queue.back().bytes < segmentBytes) {
        const auto more = std::min(bytes, segmentBytes - m_queue.back().bytes);
        m_queue.back().bytes += more;
        bytes -= more;
    }
    const bool idle = m_queue.empty();
    for (; bytes > 0; bytes -= m_queue.back().bytes)
        m_queue.push_back({flow, std::min(bytes, segmentBytes)});
    if (idle && !m_queue.empty())
        m_headLeft = static_cast<double>(m_queue.front().bytes);
    advance(now);
}

std::vector<LinkShaper::Released> LinkShaper::release(Time now)
{
    advance(now);
    std::vector<Released> out;
    while (!m_travelling.empty() && m_travelling.front().release <= now) {
        const auto &front = m_travelling.front();
        if (!out.empty() && out.back().flow == front.flow)
            out.back().bytes += front.bytes;
        else
            out.push_back({front.flow, front.bytes});
        m_travellingBytes -= front.bytes;
        m_travelling.pop_front();
    }
    return out;
}

std::optional<LinkShaper::Time> LinkShaper::nextEvent() const
{
    std::optional<Time> next;
    if (!m_travelling.empty())
        next = m_travelling.front().release;
    else if (!m_queue.empty())
        next = headFinish() + std::max(Time(0), m_direction.delay - m_direction.jitter);
    if (const auto free = room(); !m_queue.empty() && free < usefulRoom) {
        const double sentOfHead = static_cast<double>(m_queue.front().bytes) - m_headLeft;
        const double toSend = std::max(m_headLeft, static_cast<double>(usefulRoom - free) - sentOfHead);
        next = std::min(*next, Time(static_cast<std::int64_t>(std::ceil(m_lineTime + toSend * nanosecondsPerByte()))));
    }
    return next;
}

void LinkShaper::dropFlow(int flow)
{
    const bool headGoes = !m_queue.empty() && m_queue.front().flow == flow;
    const auto forget = [flow](auto &segments, std::size_t &bytes) {
        std::erase_if(segments, [&](const auto &segment) {
            if (segment.flow == flow)
                bytes -= segment.bytes;
            return segment.flow == flow;
        });
    };
    forget(m_queue, m_queuedBytes);
    forget(m_travelling, m_travellingBytes);
    if (headGoes)
        m_headLeft = m_queue.empty() ? 0.0 : static_cast<double>(m_queue.front().bytes);
    m_lastRelease = m_travelling.empty() ? Time(0) : m_travelling.back().release;
}

/// Works the line out up to `now`, with the rate that held since the last call.
void LinkShaper::advance(Time now)
{
    const auto until = static_cast<double>(now.count());
    const double perByte = nanosecondsPerByte();
    while (!m_queue.empty()) {
        const double finish = m_lineTime + m_headLeft * perByte;
        if (finish > until)
            break;
        m_lineTime = finish;
        const Segment head = m_queue.front();
        m_queue.pop_front();
        m_queuedBytes -= head.bytes;
        m_headLeft = m_queue.empty() ? 0.0 : static_cast<double>(m_queue.front().bytes);
        send(head, Time(std::llround(finish)));
    }
    if (!m_queue.empty() && perByte > 0.0 && until > m_lineTime)
        m_headLeft -= (until - m_lineTime) / perByte;
    m_lineTime = std::max(m_lineTime, until);
}

void LinkShaper::send(const Segment &segment, Time sent)
{
    const Time extra = drawExtra(sent);
    const Time release = std::max(m_lastRelease, sent + m_direction.delay + extra);
    m_travelling.push_back({segment.flow, segment.bytes, sent, extra, release});
    m_travellingBytes += segment.bytes;
    m_lastRelease = release;
}

LinkShaper::Time LinkShaper::drawExtra(Time sent)
{
    if (m_direction.jitter > Time(0) && sent >= m_jitterUntil) {
        std::uniform_real_distribution<double> draw(-1.0, 1.0);
        const auto jitter = draw(m_random) * static_cast<double>(m_direction.jitter.count());
        m_jitterNow = std::max(-m_direction.delay, Time(std::llround(jitter)));
        m_jitterUntil = sent + jitterHold;
    }
    Time extra = m_direction.jitter > Time(0) ? m_jitterNow : Time(0);
    if (m_direction.loss > 0.0 && std::uniform_real_distribution<double>(0.0, 1.0)(m_random) < m_direction.loss)
        extra += m_direction.stall;
    return extra;
}

double LinkShaper::nanosecondsPerByte() const
{
    return m_direction.bytesPerSecond > 0.0 ? 1e9 / m_direction.bytesPerSecond : 0.0;
}

LinkShaper::Time LinkShaper::headFinish() const
{
    return Time(static_cast<std::int64_t>(std::ceil(m_lineTime + m_headLeft * nanosecondsPerByte())));
}

} // namespace splitscope
