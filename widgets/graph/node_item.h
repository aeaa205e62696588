// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"

#include <QGraphicsItem>
#include <QList>
#include <QStaticText>

namespace splitscope {

/// A model input, a layer, a folded module or a model output: name, operation, output size, and a bar for the overlay.
class NodeItem : public QGraphicsItem {
public:
    enum { Type = UserType + 1 };

    NodeItem(const GraphPicture &picture, int node);

    int type() const override { return Type; }
    QRectF boundingRect() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

    const GraphNode &node() const { return m_picture.layout->node(m_node); }
    /// Layer index, the last one of a folded module, or -1 for an input or output.
    int layer() const;
    QString toolTipText() const;

private:
    bool isEnd() const { return node().kind == GraphNode::Kind::Input || node().kind == GraphNode::Kind::Output; }
    void paintOverview(QPainter *painter, GraphSide side) const;
    void paintOverviewBox(QPainter *painter, const QRectF &box, GraphSide side) const;
    void paintCard(QPainter *painter, GraphSide side, bool withHatch) const;
    void paintMarks(QPainter *painter) const;
    void paintText(QPainter *painter) const;
    void paintEndText(QPainter *painter) const;
    void paintOverlayBar(QPainter *painter) const;

    void layOutText(const QFont &base) const;

    const GraphPicture &m_picture;
    int m_node;
    // Shaping text is most of what a readable card costs, so it is done once for each overlay.
    mutable QList<QStaticText> m_lines;
    mutable int m_linesRevision = -1;
};

} // namespace splitscope
