// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/box_plate.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr double radius = 5.0;
constexpr double inset = 7.0;
constexpr double barHeight = 6.0;
constexpr double behind = 4.0; ///< how far the second card of a module stands out

/// Slanted lines over a rectangle, clipped by arithmetic: quicker than a clip region.
QList<QLineF> hatchLines(const QRectF &box)
{
    QList<QLineF> lines;
    constexpr double step = 9.0;
    for (double offset = step; offset < box.width() + box.height(); offset += step) {
        const double x1 = std::min(offset, box.width());
        const double y1 = offset - x1;
        const double y2 = std::min(offset, box.height());
        const double x2 = offset - y2;
        lines.append(QLineF(box.left() + x1, box.top() + y1, box.left() + x2, box.top() + y2));
    }
    return lines;
}

void paintEnd(QPainter &painter, const Theme &theme, const QRectF &box)
{
    const double corner = 0.5 * std::min(box.width(), box.height());
    painter.setPen(QPen(theme.wire, 1.0));
    painter.setBrush(theme.plainCard);
    painter.drawRoundedRect(box, corner, corner);
}

void paintCard(QPainter &painter, const Theme &theme, const PlateStyle &style, const QRectF &box, bool hatched)
{
    const bool edge = style.side == GraphSide::Edge;
    painter.setPen(QPen(edge ? theme.edge : theme.device, 1.0));
    if (style.shape == PlateStyle::Shape::Module) { // a second card behind it: there is more inside
        painter.setBrush(theme.plainCard);
        painter.drawRoundedRect(box.translated(behind, -behind), radius, radius);
    }
    painter.setBrush(edge ? theme.edgeCard : theme.deviceCard);
    painter.drawRoundedRect(box, radius, radius);
    if (hatched && !edge) {
        painter.setPen(QPen(theme.deviceHatch, 1.5));
        painter.drawLines(hatchLines(box.adjusted(2.0, 2.0, -2.0, -2.0)));
    }
    if (style.side == GraphSide::Both) {
        painter.setPen(QPen(theme.edge, 1.0));
        painter.setBrush(theme.edgeCard);
        painter.drawRoundedRect(box.adjusted(0.5 * box.width(), 0.0, 0.0, 0.0), radius, radius);
    }
}

} // namespace

void paintPlate(QPainter &painter, const Theme &theme, const PlateStyle &style, const QRectF &box, bool hatched)
{
    if (style.shape == PlateStyle::Shape::End)
        return paintEnd(painter, theme, box);
    paintCard(painter, theme, style, box, hatched);
    if (!style.bar)
        return;
    painter.setPen(QPen(theme.mutedText, 0.5)); // keeps the bright end of the colours apart from a bright card
    painter.setBrush(theme.canvas);
    painter.drawRect(barOf(box));
}

QRectF barOf(const QRectF &box)
{
    return {box.left() + inset, box.bottom() - barHeight - 2.0, box.width() - 2.0 * inset, barHeight};
}

void PlatePictures::prepare(const Theme &theme, double scale, bool hatched)
{
    const bool same = scale == m_scale && hatched == m_hatched && theme.canvas == m_theme.canvas;
    if (same)
        return;
    m_theme = theme;
    m_scale = scale;
    m_hatched = hatched;
    m_pictures.fill({});
}

int PlatePictures::margin() const { return static_cast<int>(std::ceil((behind + 1.0) * m_scale)) + 1; }

void PlatePictures::draw(QPainter &painter, const PlateStyle &style, const QSizeF &boxSize, const QPoint &corner)
{
    auto &picture = m_pictures[static_cast<std::size_t>(style.index())];
    if (picture.isNull())
        picture = make(style, boxSize);
    painter.drawPixmap(corner - QPoint(margin(), margin()), picture);
}

QPixmap PlatePictures::make(const PlateStyle &style, const QSizeF &boxSize) const
{
    const auto side = [&](double length) { return static_cast<int>(std::ceil(length * m_scale)) + 2 * margin() + 1; };
    QPixmap picture(side(boxSize.width()), side(boxSize.height()));
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(margin() + 0.5, margin() + 0.5); // frames run through the middle of pixels and are sharp
    painter.scale(m_scale, m_scale);
    paintPlate(painter, m_theme, style, QRectF(QPointF(), boxSize), m_hatched);
    return picture;
}

} // namespace splitscope
