// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/frontier.h"
#include "widgets/graph/graph_picture.h"

#include <QGraphicsObject>
#include <QPropertyAnimation>

#include <limits>

namespace splitscope {

/// A split point to hold: a round knob of the same size at every zoom, so that it can be dragged in the overview too;
/// smaller only where others stand close. Tells where it is pulled; the scene decides what that means.
class HandleItem : public QGraphicsObject {
    Q_OBJECT

public:
    enum { Type = UserType + 2 };

    HandleItem(const GraphPicture &picture, CutHandle handle);

    int type() const override { return Type; }
    QRectF boundingRect() const override;
    QPainterPath shape() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

    const CutHandle &handle() const { return m_handle; }
    void setHandle(const CutHandle &handle)
    {
        m_handle = handle;
        update();
    }
    /// How far the next split point is, in the scene's units.
    void setRoom(double distance);
    double radius() const; ///< of the knob, in pixels of the view
    /// Slides there in 120 ms.
    void slideTo(const QPointF &position);

Q_SIGNALS:
    void taken();
    void pulled(const QPointF &scenePosition);
    void released();

protected:
    void mousePressEvent(QGraphicsSceneMouseEvent *event) override;
    void mouseMoveEvent(QGraphicsSceneMouseEvent *event) override;
    void mouseReleaseEvent(QGraphicsSceneMouseEvent *event) override;
    void hoverEnterEvent(QGraphicsSceneHoverEvent *event) override;
    void hoverLeaveEvent(QGraphicsSceneHoverEvent *event) override;

private:
    const GraphPicture &m_picture;
    CutHandle m_handle;
    QPropertyAnimation m_slide;
    double m_room = std::numeric_limits<double>::infinity();
    bool m_hovered = false;
    bool m_held = false;
};

/// The line of the cut, with its two sides named.
class FrontierItem : public QGraphicsItem {
public:
    explicit FrontierItem(const GraphPicture &picture);

    QRectF boundingRect() const override;
    QPainterPath shape() const override { return {}; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;
    void setLine(const std::vector<QPointF> &line);

private:
    const GraphPicture &m_picture;
    QPainterPath m_path;
};

} // namespace splitscope
