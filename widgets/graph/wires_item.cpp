// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/wires_item.h"

#include "widgets/graph/frontier.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace splitscope {

namespace {

/// Along a route: level in each column, bent between columns. Where the data flow down, x and y change places.
QPainterPath pathAlong(const std::vector<QPointF> &route, bool topDown)
{
    const auto bend = [&](const QPointF &way) {
        return topDown ? QPointF(0.0, 0.5 * way.y()) : QPointF(0.5 * way.x(), 0.0);
    };
    QPainterPath path(route.front());
    for (std::size_t i = 0; i + 1 < route.size(); i += 2) {
        const QPointF from = route[i];
        const QPointF to = route[i + 1];
        path.lineTo(from);
        path.cubicTo(from + bend(to - from), to - bend(to - from), to);
    }
    return path;
}

bool isStraight(const std::vector<QPointF> &route, bool topDown)
{
    return std::all_of(route.begin(), route.end(), [&](const QPointF &point) {
        return topDown ? point.x() == route.front().x() : point.y() == route.front().y();
    });
}

} // namespace

WiresItem::WiresItem(const GraphPicture &picture)
    : m_picture(picture)
{
    setFlag(ItemUsesExtendedStyleOption); // only what is exposed is painted
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(-1.0);
    const bool topDown = picture.layout->wish.topDown;
    for (const auto &drawn : picture.layout->edges) {
        Wire wire;
        wire.edge = static_cast<int>(m_wires.size());
        wire.dotted = drawn.orderOnly;
        wire.width = drawn.orderOnly ? 1.0 : widthOf(picture.graph->info(drawn.tensor).bytes());
        wire.straight = isStraight(drawn.route, topDown);
        wire.path = pathAlong(drawn.route, topDown);
        wire.bounds = wire.path.boundingRect().adjusted(-wire.width, -wire.width, wire.width, wire.width);
        m_bounds |= wire.bounds;
        m_wires.push_back(std::move(wire));
    }
    std::stable_sort(m_wires.begin(), m_wires.end(), [](const Wire &a, const Wire &b) {
        return std::tie(a.dotted, a.width, a.straight) < std::tie(b.dotted, b.width, b.straight);
    });
}

void WiresItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    const double detail = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    painter->setBrush(Qt::NoBrush);
    for (const bool crossing : {false, true})
        paintWires(*painter, option->exposedRect, detail, crossing);
}

/// Straight lines of one width go to the painter together.
void WiresItem::paintWires(QPainter &painter, const QRectF &exposed, double detail, bool crossing) const
{
    const QColor &color = crossing ? m_picture.theme.uplink : m_picture.theme.wire;
    const Wire *last = nullptr;
    QList<QLineF> lines;
    const auto drawLines = [&] {
        if (!lines.isEmpty())
            painter.drawLines(lines);
        lines.clear();
    };
    for (const auto &wire : m_wires) {
        const auto &edge = m_picture.layout->edges[static_cast<std::size_t>(wire.edge)];
        if (!wire.bounds.intersects(exposed) || edgeCrosses(m_picture.cut, edge) != crossing)
            continue;
        // A pixel or less: bends and widths cannot be told apart, and a hair costs least.
        const bool hair = detail < shapeDetail && wire.width * detail < 1.5;
        if (!last || last->width != wire.width || last->dotted != wire.dotted) {
            drawLines();
            painter.setPen(
                QPen(color, hair ? 0.0 : wire.width, wire.dotted ? Qt::DotLine : Qt::SolidLine, Qt::FlatCap));
        }
        last = &wire;
        if (wire.straight)
            lines.append(QLineF(edge.route.front(), edge.route.back()));
        else if (hair)
            painter.drawPolyline(edge.route.data(), static_cast<int>(edge.route.size()));
        else
            painter.drawPath(wire.path);
    }
    drawLines();
}

double WiresItem::widthOf(std::int64_t bytes)
{
    // 1 kB is a hair, every doubling 0.7 more: 100 kB 5, 1 MB 7.5.
    return std::clamp(0.7 * std::log2(static_cast<double>(std::max<std::int64_t>(bytes, 1)) / 1000.0) + 0.9, 1.0, 9.0);
}

} // namespace splitscope
