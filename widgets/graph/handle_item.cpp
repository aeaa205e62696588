// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/handle_item.h"

#include <QCursor>
#include <QGraphicsScene>
#include <QGraphicsSceneMouseEvent>
#include <QGraphicsView>
#include <QPainter>

#include <algorithm>

namespace splitscope {

namespace {

constexpr double knobRadius = 8.0;
constexpr double smallestRadius = 3.0;
constexpr double touchRadius = 18.0;
constexpr double cornerRadius = 8.0;

/// Corners of an upright-and-level line, rounded.
QPainterPath roundedPath(const std::vector<QPointF> &corners)
{
    QPainterPath path;
    if (corners.empty())
        return path;
    path.moveTo(corners.front());
    for (std::size_t i = 1; i + 1 < corners.size(); ++i) {
        const QLineF in(corners[i], corners[i - 1]);
        const QLineF out(corners[i], corners[i + 1]);
        const double r = std::min({cornerRadius, 0.5 * in.length(), 0.5 * out.length()});
        path.lineTo(in.length() > 0.0 ? in.pointAt(r / in.length()) : corners[i]);
        path.quadTo(corners[i], out.length() > 0.0 ? out.pointAt(r / out.length()) : corners[i]);
    }
    path.lineTo(corners.back());
    return path;
}

} // namespace

HandleItem::HandleItem(const GraphPicture &picture, CutHandle handle)
    : m_picture(picture)
    , m_handle(std::move(handle))
    , m_slide(this, "pos")
{
    setFlag(ItemIgnoresTransformations);
    setAcceptHoverEvents(true);
    setCursor(picture.layout->wish.topDown ? Qt::SizeVerCursor : Qt::SizeHorCursor);
    setZValue(3.0);
    setPos(m_handle.position);
    m_slide.setDuration(120);
    m_slide.setEasingCurve(QEasingCurve::OutCubic);
}

QRectF HandleItem::boundingRect() const { return {-touchRadius, -touchRadius, 2.0 * touchRadius, 2.0 * touchRadius}; }

QPainterPath HandleItem::shape() const
{
    QPainterPath path;
    const double touch = std::clamp(touchRadius * radius() / knobRadius, 2.0 * smallestRadius, touchRadius);
    path.addEllipse(QPointF(), touch, touch);
    return path;
}

void HandleItem::setRoom(double distance)
{
    m_room = distance;
    update();
}

double HandleItem::radius() const
{
    const auto views = scene() ? scene()->views() : QList<QGraphicsView *>();
    const double zoom = views.isEmpty() ? 1.0 : views.first()->transform().m11();
    const double room = m_room * zoom;
    constexpr double asOne = 0.4; // from far away knobs lie on each other, and are one to the eye
    return room < asOne ? knobRadius : std::clamp(0.5 * room - 1.0, smallestRadius, knobRadius);
}

void HandleItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    const auto &theme = m_picture.theme;
    const double room = radius();
    const double r = m_hovered || m_held ? knobRadius + 2.0 : room;
    const bool small = r < knobRadius - 1.0;
    // A full knob where a tensor crosses, a ring where the branch ends on the device and nothing crosses.
    painter->setPen(QPen(theme.focus, small ? 1.0 : 2.0));
    painter->setBrush(m_handle.crosses ? theme.uplink : theme.canvas);
    painter->drawEllipse(QPointF(), r, r);
    if (small)
        return;
    painter->setPen(QPen(m_handle.crosses ? QColor(0x17191b) : theme.focus, 1.5));
    painter->drawLine(QPointF(-2.0, -3.0), QPointF(-2.0, 3.0));
    painter->drawLine(QPointF(2.0, -3.0), QPointF(2.0, 3.0));
}

void HandleItem::slideTo(const QPointF &position)
{
    if (pos() == position && m_slide.state() != QAbstractAnimation::Running)
        return;
    m_slide.stop();
    m_slide.setEndValue(position);
    m_slide.start();
}

void HandleItem::mousePressEvent(QGraphicsSceneMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    m_held = true;
    update();
    Q_EMIT taken();
}

void HandleItem::mouseMoveEvent(QGraphicsSceneMouseEvent *event)
{
    if (m_held)
        Q_EMIT pulled(event->scenePos());
}

void HandleItem::mouseReleaseEvent(QGraphicsSceneMouseEvent *)
{
    if (!m_held)
        return;
    m_held = false;
    update();
    Q_EMIT released();
}

void HandleItem::hoverEnterEvent(QGraphicsSceneHoverEvent *)
{
    m_hovered = true;
    update();
}

void HandleItem::hoverLeaveEvent(QGraphicsSceneHoverEvent *)
{
    m_hovered = false;
    update();
}

FrontierItem::FrontierItem(const GraphPicture &picture)
    : m_picture(picture)
{
    setZValue(2.0);
    setAcceptedMouseButtons(Qt::NoButton);
}

QRectF FrontierItem::boundingRect() const { return m_path.boundingRect().adjusted(-120.0, -24.0, 120.0, 4.0); }

void FrontierItem::setLine(const std::vector<QPointF> &line)
{
    prepareGeometryChange();
    m_path = roundedPath(line);
    update();
}

void FrontierItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    if (m_path.isEmpty())
        return;
    QPen pen(m_picture.theme.focus, 2.0, Qt::DashLine);
    pen.setCosmetic(true);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(m_path);
}

} // namespace splitscope
