// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"

#include <QGraphicsItem>

namespace splitscope {

/// A model input, a layer or a model output: name, operation, output size and a bar for its MACs.
class NodeItem : public QGraphicsItem {
public:
    enum { Type = UserType + 1 };

    NodeItem(const GraphPicture &picture, int node);

    int type() const override { return Type; }
    QRectF boundingRect() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

    const GraphNode &node() const { return m_picture.layout->node(m_node); }
    /// Layer index, or -1 for an input or output.
    int layer() const { return node().kind == GraphNode::Kind::Layer ? node().index : -1; }
    QString toolTipText() const;

private:
    void paintLayerText(QPainter *painter, const QRectF &box) const;
    void paintEndText(QPainter *painter, const QRectF &box) const;
    void paintMacsBar(QPainter *painter, const QRectF &box) const;

    const GraphPicture &m_picture;
    int m_node;
};

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
