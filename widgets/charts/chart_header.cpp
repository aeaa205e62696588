// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_parts.h"
#include "widgets/theme.h"

#include <algorithm>

namespace splitscope {

namespace {

constexpr int swatch = 12;
constexpr int gap = 4;      ///< between a sign and its name
constexpr int between = 12; ///< between entries
constexpr int narrowestNote = 160;
constexpr int inset = 8;

} // namespace

ChartHeader::ChartHeader(QCustomPlot *plot)
    : QCPLayoutElement(plot)
{
    setMinimumMargins(QMargins(inset, 2, inset, 0));
}

void ChartHeader::setNote(const QString &note, bool warning)
{
    m_note = note;
    m_warning = warning;
}

QFont ChartHeader::titleFont() const
{
    auto font = mParentPlot->font();
    font.setBold(true);
    return font;
}

int ChartHeader::rowHeight() const { return QFontMetrics(mParentPlot->font()).height() + gap; }

int ChartHeader::entryWidth(const Entry &entry) const
{
    return swatch + gap + QFontMetrics(mParentPlot->font()).horizontalAdvance(entry.name);
}

int ChartHeader::entriesWidth() const
{
    int width = 0;
    for (const auto &entry : m_entries)
        width += entryWidth(entry) + between;
    return width;
}

bool ChartHeader::legendBeside() const
{
    const int title = QFontMetrics(titleFont()).horizontalAdvance(m_title) + between;
    const int note = m_note.isEmpty() ? 0 : narrowestNote;
    return title + note + entriesWidth() <= mParentPlot->viewport().width() - 2 * inset;
}

QSize ChartHeader::minimumOuterSizeHint() const
{
    const int rows = m_entries.empty() || legendBeside() ? 1 : 2;
    return {0, rows * rowHeight() + mMinimumMargins.top() + mMinimumMargins.bottom()};
}

QSize ChartHeader::maximumOuterSizeHint() const { return {QWIDGETSIZE_MAX, minimumOuterSizeHint().height()}; }

void ChartHeader::drawEntry(QCPPainter &painter, const Entry &entry, int left, int top) const
{
    const QRectF box(left, top + 0.5 * (rowHeight() - swatch), swatch, swatch);
    const auto middle = box.center();
    painter.setAntialiasing(entry.sign != Sign::Box);
    painter.setBrush(entry.sign == Sign::Disc || entry.sign == Sign::Square ? QBrush(entry.ink.color) : Qt::NoBrush);
    const auto line = [&](Qt::PenStyle style) {
        painter.setPen(QPen(entry.ink.color, 2.0, style, Qt::FlatCap));
        painter.drawLine(QLineF(box.left(), middle.y(), box.right(), middle.y()));
    };
    switch (entry.sign) {
    case Sign::Box:
        fillWith(painter, box, entry.ink);
        break;
    case Sign::Line:
        line(Qt::SolidLine);
        break;
    case Sign::Dashes:
        line(Qt::DashLine);
        break;
    case Sign::Dots:
        line(Qt::DotLine);
        break;
    case Sign::Disc:
        painter.setPen(QPen(Qt::NoPen));
        painter.drawEllipse(middle, 4.0, 4.0);
        break;
    case Sign::Square:
        painter.setPen(QPen(Qt::NoPen));
        painter.drawRect(QRectF(middle.x() - 4.0, middle.y() - 4.0, 8.0, 8.0));
        break;
    case Sign::Ring:
        painter.setPen(QPen(entry.ink.color, 2.0));
        painter.drawEllipse(middle, 4.0, 4.0);
        break;
    case Sign::Cross:
        painter.setPen(QPen(entry.ink.color, 2.0));
        painter.drawLine(middle + QPointF(-4.0, -4.0), middle + QPointF(4.0, 4.0));
        painter.drawLine(middle + QPointF(-4.0, 4.0), middle + QPointF(4.0, -4.0));
        break;
    }
    painter.setPen(QPen(Theme::fromPalette(mParentPlot->palette()).text));
    painter.drawText(
        QRect(left + swatch + gap, top, entryWidth(entry), rowHeight()), Qt::AlignVCenter | Qt::AlignLeft, entry.name);
}

void ChartHeader::draw(QCPPainter *painter)
{
    const auto theme = Theme::fromPalette(mParentPlot->palette());
    const QRect place = rect();
    const bool beside = legendBeside();
    const int legend = entriesWidth();

    painter->setFont(titleFont());
    painter->setPen(QPen(theme.text));
    const int title = QFontMetrics(titleFont()).horizontalAdvance(m_title);
    painter->drawText(
        QRect(place.left(), place.top(), title + 1, rowHeight()), Qt::AlignLeft | Qt::AlignVCenter, m_title);

    painter->setFont(mParentPlot->font());
    const int noteLeft = place.left() + title + between;
    const int noteRight = place.right() - (beside ? legend : 0);
    if (m_warning)
        painter->fillRect(
            QRect(noteLeft - gap, place.top(),
                std::min(noteRight - noteLeft, QFontMetrics(mParentPlot->font()).horizontalAdvance(m_note)) + 2 * gap,
                rowHeight()),
            theme.warningCard);
    painter->setPen(QPen(m_warning ? theme.text : theme.mutedText));
    const QRect noteRect(noteLeft, place.top(), std::max(0, noteRight - noteLeft), rowHeight());
    painter->drawText(noteRect, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetrics(mParentPlot->font()).elidedText(m_note, Qt::ElideRight, noteRect.width()));

    int left = beside ? place.right() - legend + between : place.left();
    const int top = beside ? place.top() : place.top() + rowHeight();
    for (const auto &entry : m_entries) {
        drawEntry(*painter, entry, left, top);
        left += entryWidth(entry) + between;
    }
}

} // namespace splitscope
