// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace splitscope {

/// A table of comma-separated values (RFC 4180). Numbers are written with a point, whatever the locale. Words that a
/// spreadsheet would take for a formula get none of its power: names come out of model files.
class CsvText {
public:
    CsvText &words(const std::string &cell);
    CsvText &number(double value); ///< an empty cell if it is not finite
    CsvText &number(const std::optional<double> &value);
    CsvText &endLine();

    const std::string &text() const { return m_text; }

private:
    void separate();

    std::string m_text;
    bool m_lineBegins = true;
};

} // namespace splitscope
