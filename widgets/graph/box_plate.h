// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"

#include <QPixmap>

#include <array>

class QPainter;

namespace splitscope {

/// What a box looks like without its words and figures. All boxes of a shape have one size.
struct PlateStyle {
    enum class Shape { End, Layer, Module };

    Shape shape = Shape::Layer;
    GraphSide side = GraphSide::Device; ///< says nothing of an end
    bool bar = false;                   ///< an empty one, for the overlay

    static constexpr int count = 18;
    int index() const { return (static_cast<int>(shape) * 3 + static_cast<int>(side)) * 2 + (bar ? 1 : 0); }
};

/// \param hatched the second cue of the device's side, where there is room for it.
void paintPlate(QPainter &painter, const Theme &theme, const PlateStyle &style, const QRectF &box, bool hatched);

/// Where the overlay's bar lies in a box.
QRectF barOf(const QRectF &box);

/// Plates as pictures. Smoothing round corners and slanted lines is most of what a box costs, and there are only a few
/// kinds of them at a time.
class PlatePictures {
public:
    /// What was made for another scale or theme is dropped.
    void prepare(const Theme &theme, double scale, bool hatched);
    /// \param corner of the box, in pixels: the painter's unit must be one.
    void draw(QPainter &painter, const PlateStyle &style, const QSizeF &boxSize, const QPoint &corner);

private:
    QPixmap make(const PlateStyle &style, const QSizeF &boxSize) const;
    int margin() const; ///< pixels around the box, for what stands out of it

    Theme m_theme;
    double m_scale = 0.0; ///< pixels for a unit of the box
    bool m_hatched = false;
    std::array<QPixmap, PlateStyle::count> m_pictures;
};

} // namespace splitscope
