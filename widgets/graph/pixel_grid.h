// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include <optional>

namespace splitscope {

/// The pixels under a painter, for what is drawn quickest and sharpest on them: upright rectangles and pictures.
class PixelGrid {
public:
    /// Nothing where the painter draws no pixels (a recording, a PDF), or draws them turned.
    static std::optional<PixelGrid> under(const QPainter &painter);

    double scale() const { return m_toPixels.m11(); } ///< pixels for a unit of the scene
    QPoint pixelAt(const QPointF &scenePoint) const;
    /// The middle of a pixel.
    QPointF scenePoint(const QPoint &pixel) const { return m_toScene.map(QPointF(pixel) + QPointF(0.5, 0.5)); }
    /// To the nearest borders of pixels; at least one pixel wide and high.
    QRect pixelsOf(const QRectF &sceneRect) const;

    /// What the painter's world transform must be so that its unit is a pixel of this grid.
    const QTransform &pixelTransform() const { return m_pixelTransform; }

private:
    QTransform m_toPixels, m_toScene, m_pixelTransform;
};

} // namespace splitscope
