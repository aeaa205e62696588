// SPDX-License-Identifier: GPL-3.0-or-later
// What is painted over the graph at a size that stays.
#include "widgets/graph/graph_view.h"

#include <QPainter>

#include <algorithm>

namespace splitscope {

void GraphView::drawForeground(QPainter *painter, const QRectF &rect)
{
    if (!m_scene.hasGraph())
        return;
    painter->save();
    painter->resetTransform();
    if (zoom() < textDetail) {
        paintGroupLabels(painter, rect);
        paintResultLabels(painter);
    }
    paintSideNames(painter);
    painter->restore();
}

/// Module names over their layers where the layers' own names are too small to read: at a size that stays, as long as
/// they cover neither each other nor other layers.
void GraphView::paintGroupLabels(QPainter *painter, const QRectF &rect) const
{
    QFont small(font());
    small.setPixelSize(labelPixels);
    const QFontMetricsF metrics(small);
    painter->setFont(small);
    painter->setPen(m_scene.picture().theme.text);
    QColor behind(m_scene.picture().theme.canvas);
    behind.setAlpha(200);
    // A caption wider than its module many times over says nothing, and thousands of them cost more than the graph.
    constexpr double narrowest = 6.0;
    std::vector<std::pair<QRectF, const GraphGroup *>> seen;
    std::vector<QRectF> taken;
    for (const auto &group : m_scene.picture().layout->groups) {
        if (!group.box.intersects(rect) || group.box.width() * zoom() < narrowest)
            continue;
        taken.push_back(mapFromScene(group.box).boundingRect());
        seen.emplace_back(taken.back(), &group);
    }
    for (const auto &[box, group] : seen) {
        const double width = metrics.horizontalAdvance(group->label);
        const QRectF above(box.left(), box.top() - metrics.height() - 3.0, width, metrics.height());
        const QRectF left(box.left() - width - 6.0, box.top(), width, metrics.height());
        const QRectF first = wish().topDown ? left : above;
        const QRectF second = wish().topDown ? left.translated(box.width() + width + 12.0, 0.0)
                                             : above.translated(0.0, box.height() + metrics.height() + 6.0);
        for (const QRectF &label : {first, second}) {
            if (std::any_of(taken.begin(), taken.end(), [&](const QRectF &other) { return other.intersects(label); }))
                continue;
            taken.push_back(label.adjusted(-3.0, 0.0, 3.0, 0.0));
            painter->fillRect(taken.back(), behind); // wires and the cut may pass here
            painter->drawText(label, Qt::AlignLeft | Qt::AlignVCenter, group->label);
            break;
        }
    }
}

void GraphView::paintResultLabels(QPainter *painter) const
{
    const auto &picture = m_scene.picture();
    QFont small(font());
    small.setPixelSize(labelPixels);
    painter->setFont(small);
    painter->setPen(picture.theme.text);
    const double middle = 0.5 * QFontMetricsF(small).capHeight();
    for (int i = 0; i < static_cast<int>(picture.graph->outputs().size()); ++i) {
        const auto &box = picture.layout->node(picture.layout->nodeOfOutput(i)).box;
        const auto name = QString::fromStdString(picture.graph->outputs()[static_cast<std::size_t>(i)].key);
        const QFontMetricsF metrics(small);
        if (wish().topDown)
            painter->drawText(mapFromScene(QPointF(box.center().x(), box.bottom()))
                    + QPointF(-0.5 * metrics.horizontalAdvance(name), 4.0 + metrics.ascent()),
                name);
        else
            painter->drawText(mapFromScene(QPointF(box.right(), box.center().y())) + QPointF(8.0, middle), name);
    }
}

/// "device | edge" at the upper end of the cut, kept inside the view.
void GraphView::paintSideNames(QPainter *painter) const
{
    const auto &line = m_scene.frontier().line;
    if (line.empty())
        return;
    QFont bold(font());
    bold.setPixelSize(12);
    bold.setBold(true);
    const QFontMetricsF metrics(bold);
    QPointF top = mapFromScene(line.front());
    if (wish().topDown)
        return paintSideNamesBeside(painter, bold, mapFromScene(line.back()));
    // Above the modules' captions, but never out of sight.
    const double free = mapFromScene(m_scene.picture().layout->bounds.topLeft()).y() - 24.0;
    top.setY(std::max(std::min(top.y() - 4.0, free), 8.0 + metrics.height()));
    painter->setFont(bold);
    painter->setPen(m_scene.picture().theme.text);
    const QString device = tr("device \u25c2");
    const QString edge = tr("\u25b8 edge");
    const double baseline = top.y() - 4.0;
    painter->drawText(QPointF(top.x() - 6.0 - metrics.horizontalAdvance(device), baseline), device);
    painter->drawText(QPointF(top.x() + 6.0, baseline), edge);
}

/// The same at the right end of the cut, where the data flow down: the modules' captions stand at the left.
void GraphView::paintSideNamesBeside(QPainter *painter, const QFont &font, const QPointF &end) const
{
    const QFontMetricsF metrics(font);
    painter->setFont(font);
    painter->setPen(m_scene.picture().theme.text);
    const auto draw = [&](const QString &name, double baseline) {
        const double right = viewport()->width() - 8.0 - metrics.horizontalAdvance(name);
        painter->drawText(QPointF(std::min(right, end.x() + 4.0), baseline), name);
    };
    draw(tr("device \u25b4"), end.y() - 6.0);
    draw(tr("edge \u25be"), end.y() + 4.0 + metrics.ascent());
}

} // namespace splitscope
