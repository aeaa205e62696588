// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace splitscope {

namespace {

std::atomic<bool> interruptSeen{false};

void noteInterrupt(int)
{
    if (interruptSeen.exchange(true))
        _exit(130); // the second Ctrl+C does not wait
}

std::string durationText(double seconds)
{
    std::array<char, 32> text{};
    const auto whole = static_cast<long>(std::lround(seconds));
    if (whole >= 3600)
        std::snprintf(text.data(), text.size(), "%ld h %02ld min", whole / 3600, whole / 60 % 60);
    else if (whole >= 60)
        std::snprintf(text.data(), text.size(), "%ld min %02ld s", whole / 60, whole % 60);
    else
        std::snprintf(text.data(), text.size(), "%ld s", whole);
    return text.data();
}

} // namespace

std::string tableText(const std::vector<std::vector<std::string>> &rows)
{
    std::vector<std::size_t> widths;
    for (const auto &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    std::string text;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t i = 0; i < rows[r].size(); ++i) {
            const auto &cell = rows[r][i];
            const auto &sample = r == 0 && rows.size() > 1 && i < rows[1].size() ? rows[1][i] : cell;
            const bool number =
                !sample.empty() && (std::isdigit(static_cast<unsigned char>(sample[0])) || sample[0] == '-') && i > 0;
            const std::string gap(widths[i] - cell.size(), ' ');
            const bool last = i + 1 == rows[r].size();
            text += number ? gap + cell : cell + (last ? "" : gap);
            text += last ? "\n" : "  ";
        }
    }
    return text;
}

std::string threeDigits(double value)
{
    std::array<char, 32> text{};
    const auto size = std::abs(value);
    const int decimals =
        size == 0 || size >= 100 ? 0 : std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 0, 9);
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

std::string withPrefix(double value)
{
    constexpr std::array<std::pair<double, const char *>, 3> prefixes{{{1e9, " G"}, {1e6, " M"}, {1e3, " k"}}};
    for (const auto &[factor, prefix] : prefixes) {
        if (std::abs(value) >= factor)
            return threeDigits(value / factor) + prefix;
    }
    return value == std::floor(value) ? std::to_string(static_cast<long>(value)) : threeDigits(value);
}

std::string bytesText(std::int64_t bytes)
{
    const auto text = withPrefix(static_cast<double>(bytes));
    return text + (bytes >= 1000 ? "B" : " B");
}

void printJson(const nlohmann::ordered_json &json)
{
    std::printf("%s\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

bool interrupted()
{
    static const bool installed = [] {
        std::signal(SIGINT, noteInterrupt);
        std::signal(SIGTERM, noteInterrupt);
        return true;
    }();
    return installed && interruptSeen;
}

ProgressLine::ProgressLine(std::string what)
    : m_what(std::move(what))
    , m_terminal(isatty(STDERR_FILENO) != 0)
    , m_start(std::chrono::steady_clock::now())
    , m_last(m_start)
{
}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::clear()
{
    if (m_open)
        std::fputs("\r\033[K", stderr);
    m_open = false;
}

void ProgressLine::show(std::int64_t done, std::int64_t total, const std::string &note, double secondsLeft)
{
    const auto now = std::chrono::steady_clock::now();
    if (now - m_last < (m_terminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10000)))
        return;
    m_last = now;
    const auto seconds = std::chrono::duration<double>(now - m_start).count();
    if (secondsLeft < 0 && done > 0 && total > 0)
        secondsLeft = seconds / static_cast<double>(done) * static_cast<double>(total - done);
    std::string line = m_what + ": " + std::to_string(done) + (total > 0 ? " of " + std::to_string(total) : "");
    if (!note.empty())
        line += ", " + note;
    if (secondsLeft >= 0)
        line += ", " + durationText(secondsLeft) + " left";
    if (!m_terminal) {
        std::fprintf(stderr, "%s\n", line.c_str());
        return;
    }
    const auto filled = total > 0 ? static_cast<std::size_t>(20 * done / total) : 0;
    std::fprintf(stderr, "\r\033[K[%s%s] %s", std::string(filled, '#').c_str(),
        std::string(20 - std::min<std::size_t>(20, filled), '.').c_str(), line.c_str());
    m_open = true;
}

void ProgressLine::log(const std::string &line)
{
    clear();
    std::fprintf(stderr, "%s\n", line.c_str());
}

} // namespace splitscope
