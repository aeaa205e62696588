// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/profile_chart.h"

#include "widgets/charts/plot_parts.h"
#include "widgets/theme.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

/// One rectangle for each run of layers of one side.
void ProfileChart::paintSides(QCPPainter &painter) const
{
    const auto colors = theme();
    const auto &cut = view()->current.cut;
    const QRectF area(m_key->axisRect()->rect());
    const int layers = countMarks();
    for (int first = 0; first < layers;) {
        int last = first;
        while (last + 1 < layers && cut.onDevice(last + 1) == cut.onDevice(first))
            ++last;
        const double left = std::clamp(m_key->coordToPixel(first + 0.5), area.left(), area.right());
        const double right = std::clamp(m_key->coordToPixel(last + 1.5), area.left(), area.right());
        painter.fillRect(QRectF(left, area.top(), right - left, area.height()),
            cut.onDevice(first) ? colors.deviceCard : colors.edgeCard);
        first = last + 1;
    }
}

/// A line wherever the side changes: once for a cut along the trunk, at every crossing for one with branches.
void ProfileChart::paintCut(QCPPainter &painter) const
{
    const auto &cut = view()->current.cut;
    const QRectF area(m_key->axisRect()->rect());
    painter.setPen(QPen(theme().focus, 2.0));
    for (int layer = 1; layer < countMarks(); ++layer) {
        const double x = m_key->coordToPixel(layer + 0.5);
        if (cut.onDevice(layer) != cut.onDevice(layer - 1) && x > area.left() && x < area.right())
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
}

void ProfileChart::paintBytes(QCPPainter &painter) const
{
    const auto colors = theme();
    const QRectF area(m_key->axisRect()->rect());
    const double zero = m_bytes->coordToPixel(0.0);
    const int last = countMarks() - 1;
    const auto range = m_key->range();
    const int from = std::clamp(static_cast<int>(std::floor(range.lower)) - 1, 0, last);
    const int to = std::clamp(static_cast<int>(std::ceil(range.upper)) - 1, 0, last);
    QPolygonF crossing;
    for (auto group = groupOf(from); group.first <= to; group = groupOf(group.last + 1)) {
        const double left = std::clamp(m_key->coordToPixel(group.first + 0.5), area.left(), area.right());
        const double right = std::clamp(m_key->coordToPixel(group.last + 1.5), area.left(), area.right());
        const double gap = right - left >= 4.0 ? 1.0 : 0.0;
        painter.fillRect(QRectF(QPointF(std::round(left), m_bytes->coordToPixel(group.bytes)),
                             QPointF(std::round(right) - gap, zero)),
            colors.wire);
        const double y = m_bytes->coordToPixel(group.crossing);
        crossing << QPointF(left, y) << QPointF(right, y);
        if (group.last >= last)
            break;
    }
    painter.setPen(QPen(colors.uplink, 2.0));
    drawWithin(painter, crossing, area);
}

void ProfileChart::paintWork(QCPPainter &painter) const
{
    const auto &depth = view()->depth;
    const QRectF area(m_key->axisRect()->rect());
    painter.setAntialiasing(true);
    const auto draw = [&](double DepthPoint::*work, Qt::PenStyle style) {
        const double most = depth.back().*work;
        if (!(most > 0.0))
            return;
        QPolygonF line{QPointF(m_key->coordToPixel(0.5), m_work->coordToPixel(0.0))};
        for (std::size_t i = 0; i < depth.size(); ++i)
            line << QPointF(m_key->coordToPixel(static_cast<double>(i) + 1.5),
                m_work->coordToPixel(100.0 * (depth[i].*work) / most));
        painter.setPen(QPen(theme().text, 1.5, style));
        drawWithin(painter, line, area);
    };
    draw(&DepthPoint::cumulativeMacs, Qt::DashLine);
    draw(&DepthPoint::cumulativeMs, Qt::SolidLine);
    painter.setAntialiasing(false);
}

/// What could be sent instead of activations.
void ProfileChart::paintSent(QCPPainter &painter, double bytes, const QString &name) const
{
    const QRectF area(m_key->axisRect()->rect());
    const double y = std::round(m_bytes->coordToPixel(bytes));
    if (!area.contains(QPointF(area.center().x(), y)))
        return;
    const auto colors = theme();
    painter.setPen(QPen(colors.mutedText, 1.0, Qt::DotLine));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter.setFont(m_key->tickLabelFont());
    const QFontMetrics metrics(painter.font());
    const double width = metrics.horizontalAdvance(name) + 6.0;
    const QRectF place(area.right() - width - 2.0, y - metrics.height() - 1.0, width, metrics.height());
    auto backing = colors.canvas;
    backing.setAlpha(190);
    painter.fillRect(place, backing);
    painter.setPen(QPen(colors.text));
    painter.drawText(place, Qt::AlignCenter, name);
}

void ProfileChart::paintCursor(QCPPainter &painter, int mark)
{
    const QRectF area(m_key->axisRect()->rect());
    const auto group = groupOf(mark);
    const QRectF place(QPointF(m_key->coordToPixel(group.first + 0.5), area.top()),
        QPointF(m_key->coordToPixel(group.last + 1.5), area.bottom()));
    if (place.right() < area.left() || place.left() > area.right())
        return;
    auto veil = theme().focus;
    veil.setAlpha(36);
    painter.fillRect(place.intersected(area), veil);
}

} // namespace splitscope
