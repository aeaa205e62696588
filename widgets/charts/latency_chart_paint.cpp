// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/latency_chart.h"

#include "widgets/charts/chart_text.h"
#include "widgets/charts/plot_parts.h"
#include "widgets/theme.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr double sideShare = 0.62; ///< of its place that a side bar fills
constexpr double narrowestHatched = 8.0;
constexpr double narrowestGap = 6.0; ///< width of a bar from which there are gaps, pixels
constexpr double widestGap = 3.0;    ///< pixels between cuts
constexpr double signHeight = 6.0;
constexpr double signOffset = 3.0; ///< above its bar

} // namespace

/// Whole pixels, so that neighbouring bars are alike.
QRectF LatencyChart::barRect(QCPAxis *key, double from, double to, double ms) const
{
    const double left = std::round(key->coordToPixel(from)), right = std::round(key->coordToPixel(to));
    const double gap = right - left >= narrowestGap ? std::min(widestGap, 0.2 * (right - left)) : 0.0;
    const double top = m_value->coordToPixel(std::min(ms, m_value->range().upper));
    return {QPointF(left, top), QPointF(std::max(left + 1.0, right - std::round(gap)), m_value->coordToPixel(0.0))};
}

void LatencyChart::paintStages(QCPPainter &painter, const QRectF &bar, const StageTimes &latency, bool hatched) const
{
    const double end = m_value->range().upper;
    double from = 0.0;
    for (const auto &stage : stageInks(theme())) {
        const double to = from + latency.*stage.ms;
        const double bottom = m_value->coordToPixel(std::min(from, end));
        const double top = m_value->coordToPixel(std::min(to, end));
        if (bottom - top > 0.05)
            fillWith(painter, QRectF(QPointF(bar.left(), top), QPointF(bar.right(), bottom)),
                {stage.ink.color, hatched ? stage.ink.hatch : Qt::NoBrush});
        from = to;
    }
    if (latency.total() > end && bar.width() >= 6.0) { // it goes on: a notch in the background's colour
        const double y = bar.top() + 6.0;
        painter.setPen(QPen(theme().canvas, 2.0));
        painter.drawLine(QPointF(bar.left(), y + 2.0), QPointF(bar.right(), y - 2.0));
    }
}

/// A sign above a bar, or in it where the bar reaches the top, with its name to the right.
void LatencyChart::paintSign(QCPPainter &painter, const QRectF &bar, const QColor &color, const QString &name) const
{
    const QRect area = m_trunk->rect();
    const double tip = std::max(bar.top() - signOffset, area.top() + signHeight + 1.0);
    const double x = bar.center().x();
    if (x < area.left() || x > area.right())
        return;
    painter.setAntialiasing(true);
    painter.setPen(QPen(theme().canvas, 1.0));
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF({{x, tip}, {x - signHeight, tip - signHeight}, {x + signHeight, tip - signHeight}}));
    painter.setAntialiasing(false);
    const QFontMetrics metrics(painter.font());
    const int width = metrics.horizontalAdvance(name);
    const bool left = x + signHeight + 4.0 + width > area.right();
    const double textLeft = left ? x - signHeight - 4.0 - width : x + signHeight + 4.0;
    const QRectF place(
        textLeft, std::max(tip - signHeight - 0.5 * metrics.height(), area.top() + 1.0), width + 1.0, metrics.height());
    auto backing = theme().canvas;
    backing.setAlpha(200);
    painter.fillRect(place.adjusted(-2.0, 1.0, 2.0, -1.0), backing);
    painter.setPen(QPen(theme().text));
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, name);
}

void LatencyChart::paintLimit(QCPPainter &painter, QCPAxis *key) const
{
    if (!view())
        return;
    const auto limit = view()->limits.latencyMs;
    if (!limit || *limit > m_value->range().upper)
        return;
    const double y = std::round(m_value->coordToPixel(*limit));
    const QRect area = key->axisRect()->rect();
    painter.setPen(QPen(theme().warning, 1.5, Qt::DashLine));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    if (key != m_key)
        return;
    const auto name = tr("limit %1").arg(timeText(*limit));
    const QFontMetrics metrics(painter.font());
    const QRectF place(area.right() - metrics.horizontalAdvance(name) - 5.0, y - metrics.height() - 1.0,
        metrics.horizontalAdvance(name) + 4.0, metrics.height());
    auto backing = theme().canvas;
    backing.setAlpha(200);
    painter.fillRect(place, backing);
    painter.setPen(QPen(theme().text));
    painter.drawText(place, Qt::AlignCenter, name);
}

void LatencyChart::paintSide(QCPPainter &painter) const
{
    painter.setFont(m_sideKey->tickLabelFont());
    const QFontMetrics metrics(painter.font());
    const QRect area = m_side->rect();
    for (std::size_t i = 0; i < m_sideBars.size(); ++i) {
        const double at = static_cast<double>(i);
        const auto &latency = m_sideBars[i].plan.figures.latency;
        const double left = std::round(m_sideKey->coordToPixel(at - 0.5 * sideShare));
        const double right = std::round(m_sideKey->coordToPixel(at + 0.5 * sideShare));
        const double top = m_value->coordToPixel(std::min(latency.total(), m_value->range().upper));
        const QRectF bar(QPointF(left, top), QPointF(right, m_value->coordToPixel(0.0)));
        paintStages(painter, bar, latency, true);
        if (m_sideBars[i].color.isValid())
            painter.fillRect(QRectF(left, bar.bottom() - 3.0, right - left, 3.0), m_sideBars[i].color);
        const auto figure = timeText(latency.total());
        const double above = std::max(top - metrics.height() - 1.0, area.top() + 1.0);
        const QRectF place(m_sideKey->coordToPixel(at - 0.5), above,
            m_sideKey->coordToPixel(at + 0.5) - m_sideKey->coordToPixel(at - 0.5), metrics.height());
        if (above + metrics.height() > top) { // over the bar itself
            auto backing = theme().canvas;
            backing.setAlpha(220);
            painter.fillRect(QRectF(place.center().x() - 0.5 * metrics.horizontalAdvance(figure) - 2.0, above,
                                 metrics.horizontalAdvance(figure) + 4.0, metrics.height()),
                backing);
        }
        painter.setPen(QPen(theme().text));
        painter.drawText(place, Qt::AlignCenter, figure);
    }
    paintLimit(painter, m_sideKey);
    painter.setPen(QPen(theme().line));
    painter.drawLine(QPointF(area.right(), area.top()), QPointF(area.right(), area.bottom()));
}

void LatencyChart::paintCuts(QCPPainter &painter) const
{
    const auto &seen = *view();
    painter.setFont(m_sideKey->tickLabelFont());
    const int last = static_cast<int>(seen.bars.size()) - 1;
    const auto range = m_key->range();
    const bool hatched = m_key->coordToPixel(1.0) - m_key->coordToPixel(0.0) >= narrowestHatched; // all or none
    const int from = std::clamp(static_cast<int>(std::floor(range.lower)), 0, last);
    const int to = std::clamp(static_cast<int>(std::ceil(range.upper)), 0, last);
    for (auto group = groupOf(from); group.first <= to; group = groupOf(group.last + 1)) {
        if (group.quickest >= 0) {
            const auto &latency = seen.bars[static_cast<std::size_t>(group.quickest)].cut.latency;
            if (group.last > group.first)
                painter.fillRect(barRect(m_key, group.first - 0.5, group.last + 0.5, group.slowestMs), theme().line);
            paintStages(
                painter, barRect(m_key, group.first - 0.5, group.last + 0.5, latency.total()), latency, hatched);
        }
        if (group.last >= last)
            break;
    }
    paintLimit(painter, m_key);
    const auto rectOf = [&](int bar) {
        return barRect(m_key, bar - 0.5, bar + 0.5, seen.bars[static_cast<std::size_t>(bar)].cut.latency.total());
    };
    if (seen.currentBar >= 0 && seen.currentBar == seen.bestBar) {
        paintSign(painter, rectOf(seen.bestBar), theme().best, tr("now, best"));
        return;
    }
    if (seen.bestBar >= 0)
        paintSign(painter, rectOf(seen.bestBar), theme().best, tr("best"));
    if (seen.currentBar >= 0)
        paintSign(painter, rectOf(seen.currentBar), theme().focus, tr("now"));
}

void LatencyChart::paintCursor(QCPPainter &painter, int mark)
{
    const int bar = barOf(mark);
    QRectF place;
    if (bar < 0) {
        place = QRectF(QPointF(m_sideKey->coordToPixel(mark - 0.5), m_side->top()),
            QPointF(m_sideKey->coordToPixel(mark + 0.5), m_side->bottom()));
    } else {
        const auto group = groupOf(bar);
        place = QRectF(QPointF(m_key->coordToPixel(group.first - 0.5), m_trunk->top()),
            QPointF(m_key->coordToPixel(group.last + 0.5), m_trunk->bottom()));
        if (place.right() < m_trunk->left() || place.left() > m_trunk->right())
            return;
        place = place.intersected(QRectF(m_trunk->rect()));
    }
    auto veil = theme().focus;
    veil.setAlpha(28);
    painter.fillRect(place, veil);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().focus, 1.0));
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5));
}

} // namespace splitscope
