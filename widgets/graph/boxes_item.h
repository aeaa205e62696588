// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/box_plate.h"
#include "widgets/graph/box_words.h"

#include <QGraphicsItem>

namespace splitscope {

class PixelGrid;

/// All boxes of the picture, drawn in one go, kind after kind: name, operation, output size, and a bar for the overlay;
/// less where they are small. (An item for each box would cost more than what it draws.) Hands find boxes by their
/// NodeItem.
class BoxesItem : public QGraphicsItem {
public:
    explicit BoxesItem(const GraphPicture &picture);

    QRectF boundingRect() const override;
    QPainterPath shape() const override { return {}; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    void findSeen(const QRectF &exposed);
    void paintOverview(QPainter &painter, const PixelGrid *grid) const;
    QRect thickened(const QRect &pixels, const PixelGrid &grid) const;
    void paintOverviewBox(QPainter &painter, const QRectF &box, int node) const;
    void paintPlates(QPainter &painter, const PixelGrid *grid, double detail);
    void paintFreely(QPainter &painter, bool hatched) const;
    void paintMarks(QPainter &painter) const;
    void paintMarksOf(QPainter &painter, const GraphNode &node, bool current) const;
    PlateStyle styleOf(int node) const;
    QRectF filledBar(const QRectF &box, double value) const;

    const GraphPicture &m_picture;
    std::vector<BoxWords::Place> m_seen; ///< boxes that are being painted
    PlatePictures m_plates;
    BoxWords m_words;
};

} // namespace splitscope
