// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/pareto_chart.h"

#include "widgets/charts/plot_parts.h"
#include "widgets/theme.h"

#include <algorithm>

namespace splitscope {

namespace {

constexpr double radius = 4.5;
constexpr double pinRadius = 8.0;
constexpr double nameGap = 10.0;

} // namespace

std::vector<QPointF> ParetoChart::frontLine() const
{
    const auto worse = [](PlanFigure figure, double value) { return moreIsBetter(figure) ? -value : value; };
    std::vector<const Point *> front;
    for (const auto &point : m_points) {
        if (point.kind == Kind::Front)
            front.push_back(&point);
    }
    std::sort(front.begin(), front.end(), [&](const Point *a, const Point *b) {
        return std::pair(worse(m_across, a->across), worse(m_up, a->up))
            < std::pair(worse(m_across, b->across), worse(m_up, b->up));
    });
    std::vector<QPointF> line;
    const Point *last = nullptr;
    for (const auto *point : front) {
        if (last != nullptr && worse(m_up, point->up) >= worse(m_up, last->up))
            continue;
        const QPointF place(m_key->coordToPixel(point->across), m_value->coordToPixel(point->up));
        if (last != nullptr)
            line.emplace_back(place.x(), line.back().y());
        line.push_back(place);
        last = point;
    }
    return line;
}

void ParetoChart::paintPoints(QCPPainter &painter) const
{
    const auto colors = theme();
    const QRectF area(m_key->axisRect()->rect());
    painter.setAntialiasing(true);
    const auto line = frontLine();
    painter.setPen(QPen(colors.best, 1.0));
    painter.setBrush(Qt::NoBrush);
    drawWithin(painter, QPolygonF(QList<QPointF>(line.begin(), line.end())), area);
    for (int i = 0; i < countMarks(); ++i) {
        const auto &point = m_points[static_cast<std::size_t>(i)];
        const auto place = placeOf(i);
        if (!area.adjusted(-1, -1, 1, 1).contains(place))
            continue;
        painter.setPen(QPen(colors.canvas, 1.0));
        switch (point.kind) {
        case Kind::Front:
            painter.setBrush(colors.best);
            painter.drawEllipse(place, radius, radius);
            break;
        case Kind::End:
            painter.setBrush(point.plan.cut.isDevice() ? colors.device : colors.edge);
            painter.drawRect(QRectF(place.x() - radius, place.y() - radius, 2.0 * radius, 2.0 * radius));
            break;
        case Kind::Now:
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(colors.focus, 2.0));
            painter.drawEllipse(place, radius + 3.0, radius + 3.0);
            break;
        case Kind::Pin:
            painter.setBrush(colors.canvas);
            painter.setPen(QPen(colors.mutedText, 1.5));
            painter.drawEllipse(place, pinRadius, pinRadius);
            break;
        }
    }
    painter.setAntialiasing(false);
}

/// Where a name of this size stands beside a point: the first place of a few that no point and no other name has.
QRectF ParetoChart::placeOfName(int mark, const QSizeF &size, const std::vector<QRectF> &taken) const
{
    const QRectF area(m_key->axisRect()->rect());
    const auto at = placeOf(mark);
    const double right = at.x() + nameGap, left = at.x() - nameGap - size.width();
    const double middle = at.y() - 0.5 * size.height(), above = at.y() - size.height() - 4.0, below = at.y() + 4.0;
    const QPointF places[] = {{right, middle}, {left, middle}, {right, above}, {right, below}, {left, above},
        {left, below}, {at.x() - 0.5 * size.width(), above - 6.0}, {at.x() - 0.5 * size.width(), below + 6.0}};
    for (const auto &place : places) {
        const QRectF name(place, size);
        const auto overlaps = [&](const QRectF &other) { return other.intersects(name); };
        if (area.contains(name) && std::none_of(taken.begin(), taken.end(), overlaps))
            return name;
    }
    return {places[0], size};
}

/// Letters in their pins; other names beside their points.
void ParetoChart::paintNames(QCPPainter &painter) const
{
    const QRectF area(m_key->axisRect()->rect());
    painter.setFont(m_key->tickLabelFont());
    painter.setPen(QPen(theme().text));
    const QFontMetrics metrics(painter.font());
    std::vector<QRectF> taken;
    for (int i = 0; i < countMarks(); ++i)
        taken.emplace_back(placeOf(i) - QPointF(pinRadius, pinRadius), QSizeF(2.0 * pinRadius, 2.0 * pinRadius));
    for (int i = 0; i < countMarks(); ++i) {
        const auto &point = m_points[static_cast<std::size_t>(i)];
        if (point.name.isEmpty() || !area.contains(placeOf(i)))
            continue;
        const QSizeF size(metrics.horizontalAdvance(point.name) + 2.0, metrics.height());
        if (point.kind == Kind::Pin) {
            const QPointF corner(0.5 * size.width(), 0.5 * size.height());
            painter.drawText(QRectF(placeOf(i) - corner, size), Qt::AlignCenter, point.name);
            continue;
        }
        const auto name = placeOfName(i, size, taken);
        taken.push_back(name);
        painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter, point.name);
    }
}

void ParetoChart::paintLimit(QCPPainter &painter, QCPAxis *axis, PlanFigure figure) const
{
    const auto &limits = view()->limits;
    std::optional<double> limit;
    if (figure == PlanFigure::Latency)
        limit = limits.latencyMs;
    else if (figure == PlanFigure::Energy)
        limit = limits.deviceEnergyMj;
    else if (figure == PlanFigure::Bytes)
        limit = limits.bytes;
    else if (figure == PlanFigure::Accuracy)
        limit = limits.accuracy;
    if (!limit || !axis->range().contains(*limit))
        return;
    const QRectF area(m_key->axisRect()->rect());
    const double at = axis->coordToPixel(*limit);
    painter.setPen(QPen(theme().warning, 1.5, Qt::DashLine));
    if (axis == m_key)
        painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
    else
        painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
}

void ParetoChart::paintCursor(QCPPainter &painter, int mark)
{
    const auto place = placeOf(mark);
    if (!QRectF(m_key->axisRect()->rect()).contains(place))
        return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().focus, 1.5));
    painter.drawEllipse(place, 11.0, 11.0);
}

} // namespace splitscope
