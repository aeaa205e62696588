// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/minimap.h"

#include <QGraphicsView>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace splitscope {

namespace {

constexpr double inset = 6.0;
constexpr double thickest = 84.0;
constexpr int margin = 12;

} // namespace

Minimap::Minimap(const GraphPicture &picture, QGraphicsView *view)
    : QWidget(view)
    , m_picture(picture)
    , m_view(view)
{
    setObjectName(QStringLiteral("minimap"));
    setAccessibleName(tr("Overview of the model"));
    setCursor(Qt::PointingHandCursor);
}

QSize Minimap::sizeHint() const
{
    if (!m_picture.layout)
        return {0, 0};
    const auto &bounds = m_picture.layout->bounds;
    const bool down = m_picture.layout->wish.topDown;
    const double widest = down ? thickest : std::max(80.0, m_view->width() - 2.0 * (margin + inset));
    const double highest = down ? std::max(80.0, m_view->height() - 2.0 * (margin + inset)) : thickest;
    const double scale = std::min(widest / std::max(bounds.width(), 1.0), highest / std::max(bounds.height(), 1.0));
    return {static_cast<int>(std::max(24.0, bounds.width() * scale) + 2 * inset),
        static_cast<int>(std::max(12.0, bounds.height() * scale) + 2 * inset)};
}

QTransform Minimap::toMap() const
{
    const auto &bounds = m_picture.layout->bounds;
    const double scale = std::min((width() - 2 * inset) / bounds.width(), (height() - 2 * inset) / bounds.height());
    QTransform map;
    map.translate(0.5 * width(), 0.5 * height());
    map.scale(scale, scale);
    map.translate(-bounds.center().x(), -bounds.center().y());
    return map;
}

void Minimap::paintEvent(QPaintEvent *)
{
    if (!m_picture.layout)
        return;
    const auto &theme = m_picture.theme;
    QPainter painter(this);
    QColor back = theme.plainCard;
    back.setAlpha(235);
    painter.fillRect(rect(), back);
    const auto map = toMap();
    for (const auto &node : m_picture.layout->nodes) {
        auto box = map.mapRect(node.box);
        box.setWidth(std::max(box.width(), 1.0));
        const bool layer = node.kind == GraphNode::Kind::Layer || node.kind == GraphNode::Kind::Module;
        painter.fillRect(box,
            !layer                                          ? theme.wire
                : m_picture.sideOf(node) == GraphSide::Edge ? theme.edge
                                                            : theme.device);
    }
    const QRectF shown = map.mapRect(m_view->mapToScene(m_view->viewport()->rect()).boundingRect());
    painter.setPen(QPen(theme.focus, 1.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(shown.intersected(QRectF(rect()).adjusted(0.5, 0.5, -1.5, -1.5)));
    painter.setPen(theme.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void Minimap::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        goTo(event->position());
}

void Minimap::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        goTo(event->position());
}

void Minimap::goTo(const QPointF &mapPoint)
{
    if (m_picture.layout)
        m_view->centerOn(toMap().inverted().map(mapPoint));
}

} // namespace splitscope
