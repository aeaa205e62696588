// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/link_trace.h"

#include "core/graph/error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <string_view>

namespace splitscope {

namespace {

constexpr std::array<std::string_view, 4> columns{"seconds", "uplink_mbps", "downlink_mbps", "rtt_ms"};
constexpr double slowestMbps = 0.001; // as LinkSpec::fromText
constexpr double fastestMbps = 100000.0;
constexpr double longestMs = 60000.0;
constexpr double latestSeconds = 1e9;
constexpr double shortestStep = 0.000999; ///< a millisecond, as far as doubles near it say
constexpr std::uintmax_t largestFile = 64 * 1000 * 1000;

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string_view> fields(std::string_view line)
{
    std::vector<std::string_view> all;
    while (true) {
        const auto comma = line.find(',');
        all.push_back(trimmed(line.substr(0, comma)));
        if (comma == std::string_view::npos)
            return all;
        line.remove_prefix(comma + 1);
    }
}

/// Reads lines and says what is wrong with which.
class Reader {
public:
    explicit Reader(std::string origin)
        : m_origin(std::move(origin))
    {
    }

    void take(std::string_view line)
    {
        ++m_line;
        if (trimmed(line).empty())
            return;
        const auto cells = fields(line);
        if (!m_headed)
            return readHeading(cells);
        if (cells.size() != columns.size())
            fail("it has " + std::to_string(cells.size()) + " fields instead of 4.");
        LinkTrace::Step step;
        step.seconds = number(cells, 0);
        step.link.shaped = true;
        step.link.uplinkMbps = number(cells, 1);
        step.link.downlinkMbps = number(cells, 2);
        step.link.rttMs = number(cells, 3);
        check(step);
        m_steps.push_back(step);
    }

    std::vector<LinkTrace::Step> steps()
    {
        if (!m_headed || m_steps.empty())
            refuse("it has no row.");
        const double start = m_steps.front().seconds;
        for (auto &step : m_steps)
            step.seconds -= start;
        return std::move(m_steps);
    }

private:
    void readHeading(const std::vector<std::string_view> &cells)
    {
        if (!std::equal(cells.begin(), cells.end(), columns.begin(), columns.end()))
            fail("the heading must be seconds,uplink_mbps,downlink_mbps,rtt_ms.");
        m_headed = true;
    }

    double number(const std::vector<std::string_view> &cells, std::size_t column) const
    {
        const auto cell = cells[column];
        double value = 0.0;
        const auto [rest, problem] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (problem != std::errc{} || rest != cell.data() + cell.size() || !std::isfinite(value))
            fail("its " + std::string(columns[column]) + " '" + std::string(cell.substr(0, 40)) + "' is no number.");
        return value;
    }

    void check(const LinkTrace::Step &step) const
    {
        if (step.seconds < 0 || step.seconds > latestSeconds)
            fail("its time must be from 0 to 1,000,000,000 s.");
        if (!m_steps.empty() && step.seconds < m_steps.back().seconds + shortestStep)
            fail("its time is not a millisecond or more after that of the row before.");
        const auto &link = step.link;
        if (std::min(link.uplinkMbps, link.downlinkMbps) < slowestMbps
            || std::max(link.uplinkMbps, link.downlinkMbps) > fastestMbps)
            fail("its rates must be from 1 kbps to 100 Gbps.");
        if (link.rttMs < 0 || link.rttMs > longestMs)
            fail("its round trip must be from 0 ms to a minute.");
    }

    [[noreturn]] void fail(const std::string &why) const { refuse("line " + std::to_string(m_line) + ": " + why); }

    [[noreturn]] void refuse(const std::string &why) const
    {
        throw Failure(ErrorCode::InvalidArgument, {{"what", "The link trace " + m_origin}, {"why", why}});
    }

    std::string m_origin;
    std::size_t m_line = 0;
    bool m_headed = false;
    std::vector<LinkTrace::Step> m_steps;
};

} // namespace

LinkTrace::LinkTrace(std::vector<Step> steps)
    : m_steps(std::move(steps))
    , m_period(std::numeric_limits<double>::infinity())
{
    if (m_steps.size() > 1)
        m_period = m_steps.back().seconds + lengthOf(m_steps.size() - 1);
}

LinkTrace LinkTrace::fromCsv(const std::string &text, const std::string &origin)
{
    Reader reader(origin);
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        reader.take(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return LinkTrace(reader.steps());
}

LinkTrace LinkTrace::load(const std::filesystem::path &file)
{
    std::error_code problem;
    if (!std::filesystem::exists(file, problem))
        throw Failure(ErrorCode::FileNotFound, {{"file", file.string()}});
    const auto unreadable = [&](const char *why) {
        throw Failure(ErrorCode::FileUnreadable, {{"file", file.string()}, {"why", why}});
    };
    if (!std::filesystem::is_regular_file(file, problem))
        unreadable("it is no file.");
    if (std::filesystem::file_size(file, problem) > largestFile || problem)
        unreadable("a link trace must not be over 64 MB.");
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (!in || (!(text << in.rdbuf()) && !in.eof()))
        unreadable("reading it failed.");
    return fromCsv(text.str(), file.string());
}

double LinkTrace::lengthOf(std::size_t step) const
{
    const auto next = std::min(step + 1, m_steps.size() - 1);
    return m_steps.size() == 1 ? 1.0 : m_steps[next].seconds - m_steps[next - 1].seconds;
}

std::size_t LinkTrace::indexAt(double seconds) const
{
    const double within = m_steps.size() == 1 ? 0.0 : std::fmod(std::max(0.0, seconds), m_period);
    const auto after = std::upper_bound(
        m_steps.begin(), m_steps.end(), within, [](double time, const Step &step) { return time < step.seconds; });
    return static_cast<std::size_t>(after - m_steps.begin()) - 1;
}

const LinkSpec &LinkTrace::at(double seconds) const { return m_steps[indexAt(seconds)].link; }

double LinkTrace::nextChange(double seconds) const
{
    if (m_steps.size() == 1)
        return m_period;
    const double rounds = std::floor(std::max(0.0, seconds) / m_period);
    const auto next = indexAt(seconds) + 1;
    return rounds * m_period + (next < m_steps.size() ? m_steps[next].seconds : m_period);
}

LinkSpec LinkTrace::average() const
{
    LinkSpec sum;
    double all = 0.0;
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        const double length = lengthOf(i);
        sum.uplinkMbps += length * m_steps[i].link.uplinkMbps;
        sum.downlinkMbps += length * m_steps[i].link.downlinkMbps;
        sum.rttMs += length * m_steps[i].link.rttMs;
        all += length;
    }
    sum.shaped = true;
    sum.uplinkMbps /= all;
    sum.downlinkMbps /= all;
    sum.rttMs /= all;
    return sum;
}

LinkSpec LinkTrace::worst() const
{
    auto worst = m_steps.front().link;
    for (const auto &step : m_steps) {
        worst.uplinkMbps = std::min(worst.uplinkMbps, step.link.uplinkMbps);
        worst.downlinkMbps = std::min(worst.downlinkMbps, step.link.downlinkMbps);
        worst.rttMs = std::max(worst.rttMs, step.link.rttMs);
    }
    return worst;
}

} // namespace splitscope
