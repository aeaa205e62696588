// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/card/html_text.h"

#include "widgets/theme.h"

namespace splitscope {

namespace {

constexpr double smallPart = 0.87; ///< of the font's size, for what stands beside a figure

QString link(const QString &words, std::optional<Term> term, const QString &color)
{
    const auto text = QStringLiteral("<span style='color:%1'>%2</span>").arg(color, words.toHtmlEscaped());
    if (!term)
        return text;
    return QStringLiteral("<a href='term:%1' style='text-decoration:none'>%2</a>")
        .arg(QString::number(static_cast<int>(*term)), text);
}

} // namespace

HtmlText::HtmlText(const Theme &theme, double pointSize)
    : m_text(theme.text.name())
    , m_muted(theme.mutedText.name())
    , m_warning(theme.warningCard.name())
    , m_line(theme.line.name())
    , m_small(QString::number(smallPart * pointSize, 'f', 1))
{
}

void HtmlText::paragraph(const QString &html, int above)
{
    add(QStringLiteral("<p style='margin-top:%1px; margin-bottom:0px'>%2</p>").arg(above).arg(html));
}

void HtmlText::heading(const QString &html) { paragraph(QStringLiteral("<b>%1</b>").arg(html), 16); }

void HtmlText::command(const QString &words)
{
    paragraph(QStringLiteral("<code>%1</code>").arg(words.toHtmlEscaped()));
}

void HtmlText::warn(const QString &words)
{
    add(QStringLiteral("<table width='100%' cellpadding='4' style='margin-top:8px'><tr><td bgcolor='%1'>\u25b2 %2</td>"
                       "</tr></table>")
            .arg(m_warning, words.toHtmlEscaped()));
}

void HtmlText::strip(const QString &html)
{
    add(QStringLiteral("<table width='100%' cellpadding='2' style='margin-top:12px'><tr><td bgcolor='%1'>%2</td></tr>"
                       "</table>")
            .arg(m_line, html));
}

void HtmlText::openTable()
{
    add(QStringLiteral("<table width='100%' cellpadding='0' cellspacing='2' style='margin-top:4px'>"));
}

void HtmlText::closeTable() { add(QStringLiteral("</table>")); }

void HtmlText::fact(const QString &nameHtml, const QString &html)
{
    add(QStringLiteral("<tr><td style='padding-right:8px'>%1</td><td align='right'>%2</td></tr>")
            .arg(muted(nameHtml), html));
}

QString HtmlText::muted(const QString &html) const
{
    return QStringLiteral("<span style='color:%1'>%2</span>").arg(m_muted, html);
}

QString HtmlText::small(const QString &html) const
{
    return QStringLiteral("<span style='color:%1; font-size:%2pt'>%3</span>").arg(m_muted, m_small, html);
}

QString HtmlText::explained(const QString &words, std::optional<Term> term) const { return link(words, term, m_text); }

QString HtmlText::mutedTerm(const QString &words, std::optional<Term> term) const { return link(words, term, m_muted); }

std::optional<Term> termOfLink(const QString &link)
{
    bool number = false;
    const int term = link.startsWith(QLatin1String("term:")) ? link.mid(5).toInt(&number) : -1;
    if (!number || term < 0 || static_cast<std::size_t>(term) >= allTerms().size())
        return std::nullopt;
    return static_cast<Term>(term);
}

} // namespace splitscope
