// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/box_words.h"

#include "widgets/graph/node_text.h"
#include "widgets/number_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace splitscope {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(splitscope::BoxWords)
};

constexpr double inset = 7.0;
constexpr double lineHeight = 16.0;
constexpr double signWidth = 16.0;

QFont sized(const QFont &base, int pixels, bool bold = false)
{
    QFont font(base);
    font.setPixelSize(pixels);
    font.setBold(bold);
    return font;
}

QStaticText shaped(const QString &words, const QFont &font, double width)
{
    QStaticText text(QFontMetricsF(font).elidedText(words, Qt::ElideRight, width));
    text.setTextFormat(Qt::PlainText);
    text.setPerformanceHint(QStaticText::AggressiveCaching);
    return text;
}

/// Names that begin alike, as those of one block do, differ at their end: "den…yer11.conv2".
QString shortened(const QString &name, const QFontMetricsF &metrics, double width)
{
    if (metrics.horizontalAdvance(name) <= width)
        return name;
    const QString start = name.left(3);
    return start + metrics.elidedText(name.mid(3), Qt::ElideLeft, width - metrics.horizontalAdvance(start));
}

bool isEnd(const GraphNode &node)
{
    return node.kind == GraphNode::Kind::Input || node.kind == GraphNode::Kind::Output;
}

} // namespace

void BoxWords::prepare(const GraphPicture &picture, const QFont &font)
{
    const auto count = picture.layout->nodes.size();
    if (m_revision == picture.overlayRevision && m_font == font && m_words.size() == count)
        return;
    m_font = font;
    m_titleFont = sized(font, 13, true);
    m_cardFont = tabularFont(sized(font, 12));
    m_endFont = tabularFont(sized(font, 11));
    m_revision = picture.overlayRevision;
    m_words.assign(count, {});
}

void BoxWords::draw(QPainter &painter, const GraphPicture &picture, const QFont &font, const std::vector<Place> &places)
{
    prepare(picture, font);
    for (const auto &place : places) {
        auto &words = m_words[static_cast<std::size_t>(place.node)];
        if (std::exchange(words.shaped, true))
            continue;
        isEnd(picture.layout->node(place.node)) ? shapeEnd(words, picture, place.node)
                                                : shapeCard(words, picture, place.node);
    }
    const auto drawRest = [&](bool ends) {
        for (const auto &place : places) {
            if (isEnd(picture.layout->node(place.node)) != ends)
                continue;
            for (const auto &line : m_words[static_cast<std::size_t>(place.node)].rest)
                painter.drawStaticText(place.corner + line.offset, line.text);
        }
    };
    painter.setPen(picture.theme.text);
    painter.setFont(m_titleFont);
    for (const auto &place : places) {
        const auto &title = m_words[static_cast<std::size_t>(place.node)].title;
        painter.drawStaticText(place.corner + title.offset, title.text);
    }
    painter.setFont(m_cardFont);
    drawRest(false);
    painter.setPen(picture.theme.mutedText);
    painter.setFont(m_endFont);
    drawRest(true);
    painter.setFont(font);
}

/// Lines below each other, the name first.
void BoxWords::shapeCard(Words &words, const GraphPicture &picture, int node) const
{
    const double width = picture.layout->node(node).box.width() - 2.0 * inset;
    const auto lines = cardLines(picture, node);
    const double titleWidth = picture.hasSign(picture.layout->node(node)) ? width - signWidth : width;
    words.title = {
        shaped(shortened(lines.first(), QFontMetricsF(m_titleFont), titleWidth), m_titleFont, titleWidth + 1.0),
        QPointF(inset, 6.0)};
    for (int i = 1; i < lines.size(); ++i) {
        if (!lines[i].isEmpty())
            words.rest.push_back({shaped(lines[i], m_cardFont, width), QPointF(inset, 9.0 + lineHeight * i)});
    }
}

/// Name and shape in the middle of the box.
void BoxWords::shapeEnd(Words &words, const GraphPicture &picture, int node) const
{
    const auto &drawn = picture.layout->node(node);
    const auto index = static_cast<std::size_t>(drawn.index);
    const bool input = drawn.kind == GraphNode::Kind::Input;
    QString name =
        QString::fromStdString(input ? picture.graph->inputs().at(index).name : picture.graph->outputs().at(index).key);
    if (name.isEmpty())
        name = input ? Tr::tr("input") : Tr::tr("result");
    const auto &info = input ? picture.graph->inputs().at(index).info : picture.graph->outputs().at(index).info;
    const auto centred = [&](const QString &line, const QFont &font, double top) -> Line {
        const double room = drawn.box.width() - 12.0;
        const double width = std::min(room, QFontMetricsF(font).horizontalAdvance(line));
        return {shaped(line, font, room), QPointF(0.5 * (drawn.box.width() - width), top)};
    };
    words.title = centred(name, m_titleFont, 6.0);
    words.rest.push_back(centred(shortShape(info.shape), m_endFont, 24.0));
}

} // namespace splitscope
