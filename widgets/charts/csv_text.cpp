// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/csv_text.h"

#include <charconv>
#include <cmath>
#include <string_view>

namespace splitscope {

void CsvText::separate()
{
    if (!m_lineBegins)
        m_text += ',';
    m_lineBegins = false;
}

CsvText &CsvText::words(const std::string &cell)
{
    separate();
    auto safe = cell;
    if (!safe.empty() && std::string_view("=+-@").find(safe.front()) != std::string_view::npos)
        safe.insert(safe.begin(), '\'');
    if (safe.find_first_of(",\"\r\n") == std::string::npos) {
        m_text += safe;
        return *this;
    }
    m_text += '"';
    for (const char letter : safe)
        m_text.append(letter == '"' ? 2 : 1, letter);
    m_text += '"';
    return *this;
}

CsvText &CsvText::number(double value)
{
    separate();
    if (!std::isfinite(value))
        return *this;
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
    m_text.append(digits, end);
    return *this;
}

CsvText &CsvText::number(const std::optional<double> &value)
{
    if (value)
        return number(*value);
    separate();
    return *this;
}

CsvText &CsvText::endLine()
{
    m_text += "\r\n";
    m_lineBegins = true;
    return *this;
}

} // namespace splitscope
