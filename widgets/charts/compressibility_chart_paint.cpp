// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/compressibility_chart.h"

#include "widgets/charts/plot_parts.h"
#include "widgets/theme.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr double radius = 4.0;
constexpr double ringRadius = 7.5;

} // namespace

/// The present cut; dashed where it has branches and only its number of layers has a place here.
void CompressibilityChart::paintCut(QCPPainter &painter) const
{
    const QRectF area(m_key->axisRect()->rect());
    const auto &cut = view()->current.cut;
    const double x = std::round(m_key->coordToPixel(cut.deviceLayers()));
    if (x < area.left() || x > area.right())
        return;
    painter.setPen(QPen(theme().focus, 2.0, view()->currentBar < 0 ? Qt::DashLine : Qt::SolidLine));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
}

void CompressibilityChart::paintRaw(QCPPainter &painter) const
{
    const QRectF area(m_key->axisRect()->rect());
    QPolygonF line;
    for (const auto &point : m_points) {
        if (point.said.rawBytes > 0.0)
            line << QPointF(xOf(point), m_bytes->coordToPixel(point.said.rawBytes));
    }
    const auto colors = theme();
    painter.setAntialiasing(true);
    painter.setPen(QPen(colors.wire, 1.5));
    drawWithin(painter, line, area);
    painter.setBrush(colors.wire);
    painter.setPen(Qt::NoPen);
    for (const auto &place : line) {
        if (area.adjusted(-1, -1, 1, 1).contains(place))
            painter.drawRect(QRectF(place.x() - 2.0, place.y() - 2.0, 4.0, 4.0));
    }
    painter.setAntialiasing(false);
}

/// A line through neighbours that are both known; a cross on the raw bytes where no codec keeps the loss.
void CompressibilityChart::paintCoded(QCPPainter &painter) const
{
    const auto colors = theme();
    const QRectF area(m_key->axisRect()->rect());
    painter.setAntialiasing(true);
    QPolygonF line;
    const auto draw = [&] {
        painter.setPen(QPen(colors.uplink, 2.0));
        painter.setBrush(Qt::NoBrush);
        drawWithin(painter, line, area);
        line.clear();
    };
    for (int mark = 0; mark < countMarks(); ++mark) {
        if (m_points[static_cast<std::size_t>(mark)].said.bytes)
            line << placeOf(mark);
        else
            draw();
    }
    draw();
    const auto *best = fewest();
    for (int mark = 0; mark < countMarks(); ++mark) {
        const auto &point = m_points[static_cast<std::size_t>(mark)];
        const auto place = placeOf(mark);
        if (!area.adjusted(-1, -1, 1, 1).contains(place))
            continue;
        if (!point.said.bytes) {
            painter.setPen(QPen(colors.warning, 2.0));
            painter.drawLine(place + QPointF(-radius, -radius), place + QPointF(radius, radius));
            painter.drawLine(place + QPointF(-radius, radius), place + QPointF(radius, -radius));
            continue;
        }
        painter.setPen(QPen(colors.canvas, 1.0));
        painter.setBrush(colors.uplink);
        painter.drawEllipse(place, radius, radius);
        if (&point == best) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(colors.best, 2.0));
            painter.drawEllipse(place, ringRadius, ringRadius);
        }
    }
    painter.setAntialiasing(false);
}

/// What a picture would take instead.
void CompressibilityChart::paintPicture(QCPPainter &painter) const
{
    if (!view()->picture || !(view()->picture->figures.uplinkBytes > 0.0))
        return;
    const QRectF area(m_key->axisRect()->rect());
    const double y = std::round(m_bytes->coordToPixel(view()->picture->figures.uplinkBytes));
    if (y < area.top() || y > area.bottom())
        return;
    painter.setPen(QPen(theme().mutedText, 1.0, Qt::DotLine));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
}

void CompressibilityChart::paintCursor(QCPPainter &painter, int mark)
{
    const QRectF area(m_key->axisRect()->rect());
    const auto place = placeOf(mark);
    if (place.x() < area.left() - 1.0 || place.x() > area.right() + 1.0)
        return;
    auto veil = theme().focus;
    veil.setAlpha(36);
    painter.fillRect(QRectF(place.x() - 6.0, area.top(), 12.0, area.height()).intersected(area), veil);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().focus, 1.5));
    painter.drawEllipse(place, radius + 2.0, radius + 2.0);
}

} // namespace splitscope
