// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/help/glossary.h"

#include <QString>

#include <optional>

namespace splitscope {

struct Theme;

/// Rich text (Qt's subset of HTML) in the window's colours, from its top to its end. What is named `html` is taken as
/// it is, what is named `words` is escaped.
class HtmlText {
public:
    HtmlText(const Theme &theme, double pointSize);

    const QString &html() const { return m_html; }

    void add(const QString &html) { m_html += html; }
    /// \param above pixels of room
    void paragraph(const QString &html, int above = 4);
    void heading(const QString &html);
    void note(const QString &html) { paragraph(muted(html)); } ///< in the colour of what is said beside
    void command(const QString &words);
    void warn(const QString &words);
    void strip(const QString &html); ///< a line on the colour that separates

    void openTable();
    void closeTable();
    /// A row of the table: what is said of a name.
    void fact(const QString &nameHtml, const QString &html);

    QString muted(const QString &html) const;
    QString small(const QString &html) const; ///< muted, too
    /// A link to the glossary where there is a term (termOfLink).
    QString explained(const QString &words, std::optional<Term> term) const;
    QString mutedTerm(const QString &words, std::optional<Term> term) const;

private:
    const QString m_text, m_muted, m_warning, m_line, m_small;
    QString m_html;
};

/// The term that a link stands for; nothing for other links.
std::optional<Term> termOfLink(const QString &link);

} // namespace splitscope
