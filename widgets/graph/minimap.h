// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"

#include <QWidget>

class QGraphicsView;

namespace splitscope {

/// The whole model in a corner, both sides of the cut and the part that the view shows. Press to go there.
class Minimap : public QWidget {
    Q_OBJECT

public:
    /// Both outlive the map.
    Minimap(const GraphPicture &picture, QGraphicsView *view);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    QTransform toMap() const;
    void goTo(const QPointF &mapPoint);

    const GraphPicture &m_picture;
    QGraphicsView *m_view;
};

} // namespace splitscope
