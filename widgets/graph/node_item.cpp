// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/node_item.h"

#include "widgets/graph/node_text.h"
#include "widgets/number_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include <algorithm>
#include <array>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::NodeItem)
};

constexpr double radius = 5.0;
constexpr double margin = 7.0;
constexpr double barHeight = 6.0;

/// Slanted lines over a rectangle, clipped by arithmetic: a clip region for each node would cost more than the node.
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

QFont sized(const QFont &base, double pixels, bool bold = false)
{
    QFont font(base);
    font.setPixelSize(static_cast<int>(pixels));
    font.setBold(bold);
    return font;
}

/// The two fonts of a card; making them for each card would cost as much as painting it.
struct CardFonts {
    QFont base, name, text;

    static const CardFonts &from(const QFont &base)
    {
        static CardFonts fonts;
        if (fonts.base != base || fonts.name.pixelSize() < 0)
            fonts = {base, sized(base, 13.0, true), tabularFont(sized(base, 12.0))};
        return fonts;
    }
};

QPen cosmetic(const QColor &color, double width, Qt::PenStyle style = Qt::SolidLine)
{
    QPen pen(color, width, style);
    pen.setCosmetic(true);
    return pen;
}

} // namespace

NodeItem::NodeItem(const GraphPicture &picture, int node)
    : m_picture(picture)
    , m_node(node)
{
}

int NodeItem::layer() const
{
    const auto layers = m_picture.layout->layersOf(node());
    return layers.empty() ? -1 : layers.back();
}

QRectF NodeItem::boundingRect() const { return node().box.adjusted(-6.0, -8.0, 8.0, 6.0); }

void NodeItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    const double detail = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const auto side = m_picture.sideOf(node());
    if (detail < shapeDetail) {
        paintOverview(painter, side);
    } else {
        paintCard(painter, side, detail >= textDetail);
        if (!isEnd())
            paintOverlayBar(painter);
        if (detail >= textDetail)
            isEnd() ? paintEndText(painter) : paintText(painter);
    }
    paintMarks(painter);
}

/// One colour a box, and with an overlay a strip of the side's above it.
void NodeItem::paintOverview(QPainter *painter, GraphSide side) const
{
    const QRectF box = node().box;
    // Upright edges need no smoothing, and it is most of what a box costs.
    painter->setRenderHint(QPainter::Antialiasing, false);
    paintOverviewBox(painter, box, side);
    painter->setRenderHint(QPainter::Antialiasing, true);
}

void NodeItem::paintOverviewBox(QPainter *painter, const QRectF &box, GraphSide side) const
{
    const auto &theme = m_picture.theme;
    if (isEnd())
        return painter->fillRect(box, theme.wire);
    const double strip = m_picture.overlay.isOn() ? 0.3 * box.height() : box.height();
    const QRectF top(box.topLeft(), QSizeF(box.width(), strip));
    painter->fillRect(top, side == GraphSide::Edge ? theme.edge : theme.device);
    if (side == GraphSide::Both)
        painter->fillRect(top.adjusted(0.5 * box.width(), 0.0, 0.0, 0.0), theme.edge);
    if (!m_picture.overlay.isOn())
        return;
    const auto value = m_picture.overlay.value(m_node);
    painter->fillRect(
        box.adjusted(0.0, strip, 0.0, 0.0), value ? viridis(m_picture.overlay.position(*value)) : theme.plainCard);
}

void NodeItem::paintCard(QPainter *painter, GraphSide side, bool withHatch) const
{
    const auto &theme = m_picture.theme;
    const QRectF box = node().box;
    const double corner = isEnd() ? 0.5 * box.height() : radius;
    const QColor frame = isEnd() ? theme.wire : side == GraphSide::Edge ? theme.edge : theme.device;
    painter->setPen(QPen(frame, 1.0));
    if (node().kind == GraphNode::Kind::Module) { // a second card behind it: there is more inside
        painter->setBrush(theme.plainCard);
        painter->drawRoundedRect(box.translated(4.0, -4.0), corner, corner);
    }
    painter->setBrush(isEnd() ? theme.plainCard : side == GraphSide::Edge ? theme.edgeCard : theme.deviceCard);
    painter->drawRoundedRect(box, corner, corner);
    const bool device = !isEnd() && side != GraphSide::Edge;
    if (device && withHatch) {
        static const QSizeF size = box.size() - QSizeF(4.0, 4.0); // all layers have one size
        static const QList<QLineF> hatch = hatchLines(QRectF(QPointF(2.0, 2.0), size));
        painter->setPen(QPen(theme.deviceHatch, 1.5));
        painter->translate(box.topLeft());
        painter->drawLines(hatch);
        painter->translate(-box.topLeft());
    }
    if (side == GraphSide::Both) {
        painter->setPen(QPen(theme.edge, 1.0));
        painter->setBrush(theme.edgeCard);
        painter->drawRoundedRect(box.adjusted(0.5 * box.width(), 0.0, 0.0, 0.0), corner, corner);
    }
}

/// Frames for the current one and for what a search found, and a sign where there is something to know.
void NodeItem::paintMarks(QPainter *painter) const
{
    const auto &theme = m_picture.theme;
    const QRectF box = node().box;
    painter->setBrush(Qt::NoBrush);
    if (m_picture.isFound(node())) {
        painter->setPen(cosmetic(theme.focus, 2.0, Qt::DotLine));
        painter->drawRect(box.adjusted(-4.0, -4.0, 4.0, 4.0));
    }
    if (m_picture.isCurrent(m_node)) {
        painter->setPen(cosmetic(theme.focus, 2.5));
        painter->drawRoundedRect(box, radius, radius);
    }
    if (node().kind != GraphNode::Kind::Layer)
        return;
    const auto &layer = m_picture.graph->layer(node().index);
    if (layer.warning.empty() && layer.uncuttable.empty())
        return;
    const QPointF tip(box.right() - 13.0, box.top() + 5.0);
    const std::array<QPointF, 3> triangle{tip, tip + QPointF(7.0, 12.0), tip + QPointF(-7.0, 12.0)};
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.warning);
    painter->drawPolygon(triangle.data(), 3);
}

void NodeItem::layOutText(const QFont &base) const
{
    const auto &fonts = CardFonts::from(base);
    const double width = node().box.width() - 2.0 * margin;
    m_lines.clear();
    for (const auto &line : cardLines(m_picture, m_node)) {
        const auto &font = m_lines.isEmpty() ? fonts.name : fonts.text;
        QStaticText text(QFontMetricsF(font).elidedText(line, Qt::ElideRight, width));
        text.setTextFormat(Qt::PlainText);
        text.setPerformanceHint(QStaticText::AggressiveCaching);
        m_lines.append(text);
    }
    m_linesRevision = m_picture.overlayRevision;
}

void NodeItem::paintText(QPainter *painter) const
{
    const QFont base = painter->font();
    if (m_linesRevision != m_picture.overlayRevision)
        layOutText(base);
    const auto &fonts = CardFonts::from(base);
    const QPointF corner = node().box.topLeft() + QPointF(margin, 6.0);
    painter->setPen(m_picture.theme.text);
    painter->setFont(fonts.name);
    painter->drawStaticText(corner, m_lines.first());
    painter->setFont(fonts.text);
    for (int i = 1; i < m_lines.size(); ++i)
        painter->drawStaticText(corner + QPointF(0.0, 3.0 + 16.0 * i), m_lines[i]);
    painter->setFont(base);
}

void NodeItem::paintEndText(QPainter *painter) const
{
    const auto &theme = m_picture.theme;
    const QFont base = painter->font();
    QString name;
    TensorInfo info;
    if (node().kind == GraphNode::Kind::Input) {
        const auto &input = m_picture.graph->inputs().at(static_cast<std::size_t>(node().index));
        name = QString::fromStdString(input.name);
        info = input.info;
    } else {
        const auto &output = m_picture.graph->outputs().at(static_cast<std::size_t>(node().index));
        name = output.key.empty() ? Tr::tr("result") : QString::fromStdString(output.key);
        info = output.info;
    }
    const QRectF text = node().box.adjusted(6.0, 0.0, -6.0, 0.0);
    const QFont font = sized(base, 13.0, true);
    painter->setFont(font);
    painter->setPen(theme.text);
    painter->drawText(text.adjusted(0.0, 5.0, 0.0, -20.0), Qt::AlignCenter,
        QFontMetricsF(font).elidedText(name, Qt::ElideRight, text.width()));
    const QFont small = tabularFont(sized(base, 11.0));
    painter->setFont(small);
    painter->setPen(theme.mutedText);
    painter->drawText(text.adjusted(0.0, 20.0, 0.0, -5.0), Qt::AlignCenter,
        QFontMetricsF(small).elidedText(shortShape(info.shape), Qt::ElideRight, text.width()));
    painter->setFont(base);
}

/// Colour and length say the same; the frame keeps the bright end apart from a bright card.
void NodeItem::paintOverlayBar(QPainter *painter) const
{
    const auto value = m_picture.overlay.value(m_node);
    if (!value || !m_picture.overlay.hasValues())
        return;
    const QRectF box = node().box;
    const double position = m_picture.overlay.position(*value);
    const double full = box.width() - 2.0 * margin;
    const QRectF bar(box.left() + margin, box.bottom() - barHeight - 2.0, full, barHeight);
    painter->setPen(QPen(m_picture.theme.mutedText, 0.5));
    painter->setBrush(m_picture.theme.canvas);
    painter->drawRect(bar);
    painter->fillRect(QRectF(bar.topLeft(), QSizeF(*value > 0.0 ? std::max(2.0, full * position) : 0.0, barHeight)),
        viridis(position));
}

QString NodeItem::toolTipText() const { return nodeToolTip(m_picture, m_node); }

} // namespace splitscope
