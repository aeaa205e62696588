// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"

#include <QGraphicsItem>
#include <QPainterPath>

#include <vector>

namespace splitscope {

/// All tensors on their way to their readers, each as thick as its bytes (logarithmic), drawn in one go. Those that
/// cross the cut lie above the others.
class WiresItem : public QGraphicsItem {
public:
    explicit WiresItem(const GraphPicture &picture);

    QRectF boundingRect() const override { return m_bounds; }
    QPainterPath shape() const override { return {}; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

    static double widthOf(std::int64_t bytes);

private:
    struct Wire {
        int edge = 0; ///< of GraphLayout::edges
        double width = 1.0;
        bool dotted = false;   ///< only an order
        bool straight = false; ///< one line from end to end
        QPainterPath path;
        QRectF bounds;
    };

    void paintWires(QPainter &painter, const QRectF &exposed, double detail, bool crossing) const;

    const GraphPicture &m_picture;
    std::vector<Wire> m_wires; ///< equal widths stand together
    QRectF m_bounds;
};

} // namespace splitscope
