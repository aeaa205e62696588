// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"

#include <QGraphicsItem>

namespace splitscope {

/// Where hands find a model input, a layer, a folded module or a model output. BoxesItem draws them.
class NodeItem : public QGraphicsItem {
public:
    enum { Type = UserType + 1 };

    NodeItem(const GraphPicture &picture, int node);

    int type() const override { return Type; }
    QRectF boundingRect() const override;
    void paint(QPainter *, const QStyleOptionGraphicsItem *, QWidget *) override { }

    const GraphNode &node() const { return m_picture.layout->node(m_node); }
    /// Layer index, the last one of a folded module, or -1 for an input or output.
    int layer() const;
    QString toolTipText() const;

private:
    const GraphPicture &m_picture;
    int m_node;
};

} // namespace splitscope
