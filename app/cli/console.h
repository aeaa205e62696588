// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace splitscope {

/// Rows of text cells as aligned columns; the first row is the heading. Cells that start with a digit are
/// right-aligned.
std::string tableText(const std::vector<std::vector<std::string>> &rows);

/// Three significant digits, plain notation: 0.0123, 4.56, 123, 45600.
std::string threeDigits(double value);
/// With SI prefix: "12.3 M".
std::string withPrefix(double value);
/// kB = 1000 bytes: "36.9 kB".
std::string bytesText(std::int64_t bytes);

/// One JSON document and a line end on standard output. Text that is no UTF-8 (file names may be) is replaced.
void printJson(const nlohmann::ordered_json &json);

/// True once Ctrl+C was pressed or SIGTERM came; installed by the first call.
bool interrupted();

/// Where a long job stands, on stderr: a bar with the time left on a terminal, else a line every 10 s.
class ProgressLine {
public:
    explicit ProgressLine(std::string what);
    ~ProgressLine();

    void show(std::int64_t done, std::int64_t total, const std::string &note = {}, double secondsLeft = -1.0);
    /// A line of its own, kept on the screen.
    void log(const std::string &line);

private:
    void clear();

    std::string m_what;
    bool m_terminal;
    bool m_open = false;
    std::chrono::steady_clock::time_point m_start;
    std::chrono::steady_clock::time_point m_last;
};

} // namespace splitscope
