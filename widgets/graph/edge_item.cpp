// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/edge_item.h"

#include "widgets/graph/frontier.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include <algorithm>
#include <cmath>

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

} // namespace

EdgeItem::EdgeItem(const GraphPicture &picture, int edge)
    : m_picture(picture)
    , m_edge(edge)
{
    const auto &drawn = picture.layout->edges.at(static_cast<std::size_t>(edge));
    m_width = drawn.orderOnly ? 1.0 : widthOf(picture.graph->info(drawn.tensor).bytes());
    m_path = pathAlong(drawn.route, picture.layout->wish.topDown);
    m_bounds = m_path.boundingRect().adjusted(-m_width, -m_width, m_width, m_width);
    setZValue(-1.0);
    setAcceptedMouseButtons(Qt::NoButton);
}

void EdgeItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    const auto &edge = m_picture.layout->edges.at(static_cast<std::size_t>(m_edge));
    const auto &theme = m_picture.theme;
    const QColor color = edgeCrosses(m_picture.cut, edge) ? theme.uplink : theme.wire;
    const double detail = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    if (detail < shapeDetail && m_width * detail < 1.5) {
        // A pixel or less: bends and widths cannot be told apart, and a hair costs least.
        painter->setPen(QPen(color, 0.0, edge.orderOnly ? Qt::DotLine : Qt::SolidLine));
        painter->drawPolyline(edge.route.data(), static_cast<int>(edge.route.size()));
        return;
    }
    painter->setPen(QPen(color, m_width, edge.orderOnly ? Qt::DotLine : Qt::SolidLine, Qt::FlatCap));
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(m_path);
}

double EdgeItem::widthOf(std::int64_t bytes)
{
    // 1 kB is a hair, every doubling 0.7 more: 100 kB 5, 1 MB 7.5.
    return std::clamp(0.7 * std::log2(static_cast<double>(std::max<std::int64_t>(bytes, 1)) / 1000.0) + 0.9, 1.0, 9.0);
}

} // namespace splitscope
