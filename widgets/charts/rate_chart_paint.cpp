// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/rate_chart.h"

#include "widgets/charts/chart_text.h"
#include "widgets/charts/plot_parts.h"
#include "widgets/number_text.h"
#include "widgets/theme.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr double sampleStep = 3.0;     ///< pixels
constexpr double narrowestName = 36.0; ///< pixels

} // namespace

/// Ends in their side's colour, splits in the plain one; a line where one plan gives way to the next.
void RateChart::paintBands(QCPPainter &painter) const
{
    const auto colors = theme();
    const QRectF area(m_key->axisRect()->rect());
    painter.setFont(m_key->tickLabelFont());
    const QFontMetrics metrics(painter.font());
    for (std::size_t i = 0; i < view()->bands.size(); ++i) {
        const auto &band = view()->bands[i];
        const double left = std::clamp(m_key->coordToPixel(band.fromMbps), area.left(), area.right());
        const double right = std::clamp(m_key->coordToPixel(band.toMbps), area.left(), area.right());
        if (right - left < 0.5)
            continue;
        const QRectF place(left, area.top(), right - left, area.height());
        auto fill = colors.best;
        if (band.plan.cut.isDevice())
            fill = colors.deviceCard;
        else if (band.plan.cut.isEdge())
            fill = colors.edgeCard;
        // Light enough that lines keep their contrast; of two splits beside each other one is lighter.
        const bool split = fill == colors.best;
        fill.setAlpha(split ? (i % 2 == 0 ? 28 : 48) : 130);
        painter.fillRect(place, fill);
        if (i > 0 && left > area.left()) {
            painter.setPen(QPen(colors.wire, 1.0));
            painter.drawLine(QPointF(left, area.top()), QPointF(left, area.bottom()));
        }
        if (place.width() < narrowestName)
            continue;
        painter.setPen(QPen(colors.text));
        painter.drawText(place.adjusted(4.0, 12.0, -4.0, 0.0), Qt::AlignLeft | Qt::AlignTop,
            metrics.elidedText(planName(band.plan), Qt::ElideMiddle, static_cast<int>(place.width()) - 8));
    }
}

void RateChart::paintLines(QCPPainter &painter) const
{
    const QRectF area(m_key->axisRect()->rect());
    const auto draw = [&](const QPen &pen, auto &&latencyAtRate) {
        QPolygonF line;
        for (double x = area.left(); x <= area.right() + sampleStep; x += sampleStep) {
            const double at = std::min(x, area.right());
            line << QPointF(at, m_value->coordToPixel(latencyAtRate(m_key->pixelToCoord(at))));
        }
        painter.setPen(pen);
        drawWithin(painter, line, area);
    };
    painter.setAntialiasing(true);
    painter.setBrush(Qt::NoBrush);
    for (const auto &one : m_comparisons)
        draw(QPen(one.color, 1.5, one.style, Qt::FlatCap), [&](double mbps) { return one.line.at(mbps); });
    if (!m_bandLines.empty())
        draw(QPen(theme().best, 2.5), [&](double mbps) { return latencyAt(mbps); });
    painter.setAntialiasing(false);
}

void RateChart::paintRate(QCPPainter &painter) const
{
    const double rate = rateMbps();
    const QRectF area(m_key->axisRect()->rect());
    const double x = rate > 0.0 ? std::round(m_key->coordToPixel(rate)) : -1.0;
    if (x < area.left() || x > area.right())
        return;
    const auto colors = theme();
    painter.setPen(QPen(colors.focus, 1.5));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter.setAntialiasing(true);
    painter.setBrush(colors.focus);
    painter.drawPolygon(QPolygonF({{x - 6.0, area.top()}, {x + 6.0, area.top()}, {x, area.top() + 9.0}}));
    const double latency = latencyAt(rate);
    if (std::isfinite(latency) && latency <= m_value->range().upper) {
        painter.setBrush(colors.canvas);
        painter.setPen(QPen(colors.best, 2.0));
        painter.drawEllipse(QPointF(x, m_value->coordToPixel(latency)), 4.0, 4.0);
    }
    painter.setAntialiasing(false);
    const auto name = std::isfinite(latency) ? tr("%1: %2").arg(mbpsText(rate), timeText(latency)) : mbpsText(rate);
    const QFontMetrics metrics(painter.font());
    const double width = metrics.horizontalAdvance(name) + 6.0;
    const bool left = x + 8.0 + width > area.right();
    const QRectF place(
        left ? x - 8.0 - width : x + 8.0, area.bottom() - metrics.height() - 4.0, width, metrics.height());
    auto backing = colors.canvas;
    backing.setAlpha(210);
    painter.fillRect(place, backing);
    painter.setPen(QPen(colors.text));
    painter.drawText(place, Qt::AlignCenter, name);
}

void RateChart::paintCursor(QCPPainter &painter, int mark)
{
    const auto &band = view()->bands[static_cast<std::size_t>(mark)];
    const QRectF area(m_key->axisRect()->rect());
    const double left = std::clamp(m_key->coordToPixel(band.fromMbps), area.left(), area.right());
    const double right = std::clamp(m_key->coordToPixel(band.toMbps), area.left(), area.right());
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().focus, 1.0));
    painter.drawRect(QRectF(left, area.top(), right - left, area.height()).adjusted(0.5, 0.5, -0.5, -0.5));
}

} // namespace splitscope
