// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"

#include <QGraphicsItem>

namespace splitscope {

/// A tensor on its way to one reader, as thick as its bytes (logarithmic).
class EdgeItem : public QGraphicsItem {
public:
    EdgeItem(const GraphPicture &picture, int edge);

    QRectF boundingRect() const override { return m_bounds; }
    QPainterPath shape() const override { return {}; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

    static double widthOf(std::int64_t bytes);

private:
    const GraphPicture &m_picture;
    int m_edge;
    double m_width;
    QPainterPath m_path;
    QRectF m_bounds;
};

} // namespace splitscope
