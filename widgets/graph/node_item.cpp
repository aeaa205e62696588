// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/node_item.h"

#include "widgets/number_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::NodeItem)
};

constexpr double radius = 5.0;
constexpr double margin = 7.0;
constexpr double barHeight = 4.0;

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

void paintLine(
    QPainter *painter, const QRectF &box, double baseline, const QFont &font, const QColor &color, const QString &text)
{
    const QFontMetricsF metrics(font);
    painter->setFont(font);
    painter->setPen(color);
    painter->drawText(QPointF(box.left() + margin, box.top() + baseline),
        metrics.elidedText(text, Qt::ElideRight, box.width() - 2.0 * margin));
}

/// "conv2d+batch_norm+relu" is "conv2d +2" in the picture; the tool tip has it all.
QString shortOperation(const std::string &op)
{
    const auto text = QString::fromStdString(op);
    const auto more = text.count(QLatin1Char('+'));
    const auto first = text.section(QLatin1Char('+'), 0, 0);
    return more > 0 ? Tr::tr("%1 +%2").arg(first).arg(more) : first;
}

QString outputText(const Layer &layer)
{
    if (layer.outputs.empty())
        return {};
    const auto first = shortShape(layer.outputs.front().shape);
    return layer.outputs.size() > 1 ? Tr::tr("%1, +%2").arg(first).arg(layer.outputs.size() - 1) : first;
}

} // namespace

NodeItem::NodeItem(const GraphPicture &picture, int node)
    : m_picture(picture)
    , m_node(node)
{
}

QRectF NodeItem::boundingRect() const { return node().box.adjusted(-3.0, -3.0, 3.0, 3.0); }

void NodeItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    const auto &theme = m_picture.theme;
    const QRectF box = node().box;
    const double detail = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const bool device = m_picture.onDevice(node());
    const bool isLayer = node().kind == GraphNode::Kind::Layer;
    const bool current = isLayer && m_picture.currentLayer == node().index;
    const QColor side = device ? theme.device : theme.edge;

    if (detail < shapeDetail) {
        painter->fillRect(box, isLayer ? side : theme.wire);
        if (current) {
            QPen frame(theme.focus, 2.0);
            frame.setCosmetic(true);
            painter->setPen(frame);
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(box);
        }
        return;
    }
    const QColor card = isLayer ? (device ? theme.deviceCard : theme.edgeCard) : theme.plainCard;
    painter->setPen(current ? QPen(theme.focus, 2.0) : QPen(isLayer ? side : theme.wire, 1.0));
    painter->setBrush(card);
    const double corner = isLayer ? radius : 0.5 * box.height();
    painter->drawRoundedRect(box, corner, corner);
    if (isLayer && device && detail >= textDetail) {
        static const QList<QLineF> hatch = hatchLines(QRectF(QPointF(2.0, 2.0), box.size() - QSizeF(4.0, 4.0)));
        painter->setPen(QPen(theme.deviceHatch, 1.5));
        painter->translate(box.topLeft());
        painter->drawLines(hatch);
        painter->translate(-box.topLeft());
    }
    if (isLayer)
        paintMacsBar(painter, box);
    if (detail < textDetail)
        return;
    if (isLayer)
        paintLayerText(painter, box);
    else
        paintEndText(painter, box);
}

void NodeItem::paintLayerText(QPainter *painter, const QRectF &box) const
{
    const auto &theme = m_picture.theme;
    const auto &layer = m_picture.graph->layer(node().index);
    const QFont base = painter->font();
    paintLine(painter, box, 19.0, sized(base, 13.0, true), theme.text, QString::fromStdString(layer.name));
    const QFont small = tabularFont(sized(base, 12.0));
    paintLine(painter, box, 36.0, small, theme.text, shortOperation(layer.op));
    paintLine(painter, box, 52.0, small, theme.text, outputText(layer));
    paintLine(painter, box, 68.0, small, theme.text, bytesText(layer.outputBytes()));
    if (layer.macs > 0)
        paintLine(painter, box, 84.0, small, theme.text, Tr::tr("%1 MACs").arg(countText(layer.macs)));
    painter->setFont(base);
}

void NodeItem::paintEndText(QPainter *painter, const QRectF &box) const
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
    const QRectF text = box.adjusted(6.0, 0.0, -6.0, 0.0);
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

void NodeItem::paintMacsBar(QPainter *painter, const QRectF &box) const
{
    const auto macs = m_picture.graph->layer(node().index).macs;
    if (macs <= 0)
        return;
    const auto &theme = m_picture.theme;
    const double full = box.width() - 2.0 * margin;
    const double part = std::max(1.5, full * static_cast<double>(macs) / static_cast<double>(m_picture.mostMacs));
    const QRectF bar(box.left() + margin, box.bottom() - barHeight - 5.0, part, barHeight);
    painter->fillRect(bar, m_picture.onDevice(node()) ? theme.device : theme.edge);
}

QString NodeItem::toolTipText() const
{
    if (node().kind != GraphNode::Kind::Layer)
        return {};
    const auto &layer = m_picture.graph->layer(node().index);
    QStringList lines{QStringLiteral("<b>%1</b>").arg(QString::fromStdString(layer.id).toHtmlEscaped()),
        QString::fromStdString(layer.op).replace(QLatin1Char('+'), QStringLiteral(" + ")).toHtmlEscaped()};
    for (const auto &output : layer.outputs)
        lines << QStringLiteral("%1 %2, %3")
                     .arg(QString::fromStdString(shapeText(output.shape)),
                         QString::fromLatin1(
                             dtypeName(output.dtype).data(), static_cast<int>(dtypeName(output.dtype).size())),
                         bytesText(output.bytes()));
    lines << Tr::tr("%1 MACs, %2 parameters").arg(countText(layer.macs), countText(layer.parameters));
    lines << (m_picture.cut.onDevice(node().index) ? Tr::tr("Runs on the device") : Tr::tr("Runs on the edge"));
    if (!layer.uncuttable.empty())
        lines << Tr::tr("Cannot be cut here: %1").arg(QString::fromStdString(layer.uncuttable).toHtmlEscaped());
    return lines.join(QStringLiteral("<br>"));
}

EdgeItem::EdgeItem(const GraphPicture &picture, int edge)
    : m_picture(picture)
    , m_edge(edge)
{
    const auto &drawn = picture.layout->edges.at(static_cast<std::size_t>(edge));
    m_width = drawn.orderOnly ? 1.0 : widthOf(picture.graph->info(drawn.tensor).bytes());
    m_path.moveTo(drawn.route.front());
    for (std::size_t i = 0; i + 1 < drawn.route.size(); i += 2) {
        const QPointF from = drawn.route[i];
        const QPointF to = drawn.route[i + 1];
        m_path.lineTo(from);
        const double bend = 0.5 * (to.x() - from.x());
        m_path.cubicTo(from + QPointF(bend, 0.0), to - QPointF(bend, 0.0), to);
    }
    m_bounds = m_path.boundingRect().adjusted(-m_width, -m_width, m_width, m_width);
    setZValue(-1.0);
    setAcceptedMouseButtons(Qt::NoButton);
}

void EdgeItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    const auto &edge = m_picture.layout->edges.at(static_cast<std::size_t>(m_edge));
    const auto &to = m_picture.layout->node(edge.to);
    const bool crosses = !edge.orderOnly && to.kind == GraphNode::Kind::Layer && !m_picture.onDevice(to)
        && m_picture.onDevice(m_picture.layout->node(edge.from));
    const auto &theme = m_picture.theme;
    QPen pen(crosses ? theme.uplink : theme.wire, m_width, edge.orderOnly ? Qt::DotLine : Qt::SolidLine, Qt::FlatCap);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(m_path);
}

double EdgeItem::widthOf(std::int64_t bytes)
{
    // 1 kB is a hair, every doubling 0.7 more: 100 kB 5, 1 MB 7.5.
    return std::clamp(0.7 * std::log2(static_cast<double>(std::max<std::int64_t>(bytes, 1)) / 1000.0) + 0.9, 1.0, 9.0);
}

} // namespace splitscope
