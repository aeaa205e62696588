// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/boxes_item.h"

#include "widgets/graph/pixel_grid.h"

#include <QStyleOptionGraphicsItem>

#include <algorithm>
#include <array>

namespace splitscope {

namespace {

/// What frames, second cards and signs need around a box.
constexpr double outside = 8.0;

QPen cosmetic(const QColor &color, double width, Qt::PenStyle style = Qt::SolidLine)
{
    QPen pen(color, width, style);
    pen.setCosmetic(true);
    return pen;
}

bool isEnd(const GraphNode &node)
{
    return node.kind == GraphNode::Kind::Input || node.kind == GraphNode::Kind::Output;
}

} // namespace

BoxesItem::BoxesItem(const GraphPicture &picture)
    : m_picture(picture)
{
    setFlag(ItemUsesExtendedStyleOption); // only what is exposed is painted
    setAcceptedMouseButtons(Qt::NoButton);
}

QRectF BoxesItem::boundingRect() const
{
    return m_picture.layout->bounds.adjusted(-outside, -outside, outside, outside);
}

void BoxesItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    const double detail = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const QFont font = painter->font();
    findSeen(option->exposedRect);
    const auto grid = PixelGrid::under(*painter);
    if (detail < shapeDetail) {
        paintOverview(*painter, grid ? &*grid : nullptr);
    } else {
        paintPlates(*painter, grid ? &*grid : nullptr, detail);
        if (detail >= textDetail)
            m_words.draw(*painter, m_picture, font, m_seen);
    }
    paintMarks(*painter);
}

void BoxesItem::findSeen(const QRectF &exposed)
{
    m_seen.clear();
    const QRectF around = exposed.adjusted(-outside, -outside, outside, outside);
    for (int node = 0; node < static_cast<int>(m_picture.layout->nodes.size()); ++node) {
        const auto &box = m_picture.layout->node(node).box;
        if (box.intersects(around))
            m_seen.push_back({node, box.topLeft()});
    }
}

PlateStyle BoxesItem::styleOf(int node) const
{
    const auto &drawn = m_picture.layout->node(node);
    if (isEnd(drawn))
        return {PlateStyle::Shape::End, GraphSide::Device, false};
    const auto shape = drawn.kind == GraphNode::Kind::Module ? PlateStyle::Shape::Module : PlateStyle::Shape::Layer;
    return {shape, m_picture.sideOf(drawn), m_picture.overlay.hasValues() && m_picture.overlay.value(node).has_value()};
}

/// Colour and length say the same.
QRectF BoxesItem::filledBar(const QRectF &box, double value) const
{
    auto bar = barOf(box);
    bar.setWidth(value > 0.0 ? std::max(2.0, bar.width() * m_picture.overlay.position(value)) : 0.0);
    return bar;
}

/// On a grid of pixels cards are copied to whole pixels, and their words follow them.
void BoxesItem::paintPlates(QPainter &painter, const PixelGrid *grid, double detail)
{
    const bool hatched = detail >= textDetail;
    if (!grid)
        return paintFreely(painter, hatched);
    m_plates.prepare(m_picture.theme, grid->scale(), hatched);
    const auto world = painter.worldTransform();
    painter.setWorldTransform(grid->pixelTransform());
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (auto &[node, corner] : m_seen) {
        const QSizeF size = m_picture.layout->node(node).box.size();
        const auto style = styleOf(node);
        const QPoint pixel = grid->pixelAt(corner);
        m_plates.draw(painter, style, size, pixel);
        corner = grid->scenePoint(pixel);
        if (style.bar) {
            const double value = *m_picture.overlay.value(node);
            if (const auto bar = filledBar(QRectF(corner, size), value); !bar.isEmpty())
                painter.fillRect(grid->pixelsOf(bar), viridis(m_picture.overlay.position(value)));
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setWorldTransform(world);
}

void BoxesItem::paintFreely(QPainter &painter, bool hatched) const
{
    for (const auto &place : m_seen) {
        const auto &box = m_picture.layout->node(place.node).box;
        const auto style = styleOf(place.node);
        paintPlate(painter, m_picture.theme, style, box, hatched);
        if (style.bar) {
            const double value = *m_picture.overlay.value(place.node);
            painter.fillRect(filledBar(box, value), viridis(m_picture.overlay.position(value)));
        }
    }
}

/// One colour a box, and with an overlay a strip of the side's above it.
void BoxesItem::paintOverview(QPainter &painter, const PixelGrid *grid) const
{
    const auto world = painter.worldTransform();
    // Upright edges need no smoothing, and it is most of what a box costs.
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (grid)
        painter.setWorldTransform(grid->pixelTransform());
    for (const auto &place : m_seen) {
        const auto &box = m_picture.layout->node(place.node).box;
        paintOverviewBox(painter, grid ? QRectF(thickened(grid->pixelsOf(box), *grid)) : box, place.node);
    }
    painter.setWorldTransform(world);
    painter.setRenderHint(QPainter::Antialiasing, true);
}

/// A long chain that is seen as a whole would be a hair, whose colours nobody can tell: where there is room enough
/// beside it, its boxes are drawn thicker than they are.
QRect BoxesItem::thickened(const QRect &pixels, const PixelGrid &grid) const
{
    constexpr int least = 10;
    constexpr double mostAcross = 40.0;
    const bool down = m_picture.layout->wish.topDown;
    const QSizeF seen = m_picture.layout->bounds.size() * grid.scale();
    const int more = least - (down ? pixels.width() : pixels.height());
    if (more <= 0 || (down ? seen.width() : seen.height()) > mostAcross)
        return pixels;
    const int before = more / 2;
    return down ? pixels.adjusted(-before, 0, more - before, 0) : pixels.adjusted(0, -before, 0, more - before);
}

void BoxesItem::paintOverviewBox(QPainter &painter, const QRectF &box, int node) const
{
    const auto &theme = m_picture.theme;
    const auto &drawn = m_picture.layout->node(node);
    if (isEnd(drawn))
        return painter.fillRect(box, theme.wire);
    const auto side = m_picture.sideOf(drawn);
    const double strip = m_picture.overlay.isOn() ? 0.3 * box.height() : box.height();
    const QRectF top(box.topLeft(), QSizeF(box.width(), strip));
    painter.fillRect(top, side == GraphSide::Edge ? theme.edge : theme.device);
    if (side == GraphSide::Both)
        painter.fillRect(top.adjusted(0.5 * box.width(), 0.0, 0.0, 0.0), theme.edge);
    if (!m_picture.overlay.isOn())
        return;
    const auto value = m_picture.overlay.value(node);
    painter.fillRect(
        box.adjusted(0.0, strip, 0.0, 0.0), value ? viridis(m_picture.overlay.position(*value)) : theme.plainCard);
}

/// Frames for the current one and for what a search found, and a sign where there is something to know.
void BoxesItem::paintMarks(QPainter &painter) const
{
    const int current = m_picture.currentLayer < 0 ? -1 : m_picture.layout->nodeOfLayer(m_picture.currentLayer);
    for (const auto &place : m_seen)
        paintMarksOf(painter, m_picture.layout->node(place.node), place.node == current);
}

void BoxesItem::paintMarksOf(QPainter &painter, const GraphNode &node, bool current) const
{
    const auto &theme = m_picture.theme;
    const QRectF &box = node.box;
    if (m_picture.isFound(node)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(cosmetic(theme.focus, 2.0, Qt::DotLine));
        painter.drawRect(box.adjusted(-4.0, -4.0, 4.0, 4.0));
    }
    if (current) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(cosmetic(theme.focus, 2.5));
        painter.drawRoundedRect(box, 5.0, 5.0);
    }
    if (!m_picture.hasSign(node))
        return;
    const QPointF tip(box.right() - 13.0, box.top() + 5.0);
    const std::array<QPointF, 3> triangle{tip, tip + QPointF(7.0, 12.0), tip + QPointF(-7.0, 12.0)};
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.warning);
    painter.drawPolygon(triangle.data(), 3);
}

} // namespace splitscope
