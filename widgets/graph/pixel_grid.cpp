// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/pixel_grid.h"

#include <QPaintEngine>

#include <algorithm>
#include <cmath>

namespace splitscope {

std::optional<PixelGrid> PixelGrid::under(const QPainter &painter)
{
    const auto toPixels = painter.deviceTransform();
    const bool upright = toPixels.type() <= QTransform::TxScale && toPixels.m11() > 0.0 && toPixels.m22() > 0.0;
    if (!painter.paintEngine() || painter.paintEngine()->type() != QPaintEngine::Raster || !upright)
        return std::nullopt;
    PixelGrid grid;
    grid.m_toPixels = toPixels;
    grid.m_toScene = toPixels.inverted();
    grid.m_pixelTransform = grid.m_toScene * painter.worldTransform();
    return grid;
}

QPoint PixelGrid::pixelAt(const QPointF &scenePoint) const
{
    const QPointF place = m_toPixels.map(scenePoint);
    return {static_cast<int>(std::floor(place.x())), static_cast<int>(std::floor(place.y()))};
}

QRect PixelGrid::pixelsOf(const QRectF &sceneRect) const
{
    const QPoint from = m_toPixels.map(sceneRect.topLeft()).toPoint();
    const QPoint to = m_toPixels.map(sceneRect.bottomRight()).toPoint();
    return {from, QSize(std::max(1, to.x() - from.x()), std::max(1, to.y() - from.y()))};
}

} // namespace splitscope
