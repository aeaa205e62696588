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
        for (const QRectF &label : {above, above.translated(0.0, box.height() + metrics.height() + 6.0)}) {
            if (std::any_of(taken.begin(), taken.end(), [&](const QRectF &other) { return other.intersects(label); }))
                continue;
            taken.push_back(label.adjusted(-3.0, 0.0, 3.0, 0.0));
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
        const QPointF place = mapFromScene(QPointF(box.right(), box.center().y()));
        painter->drawText(place + QPointF(8.0, middle),
            QString::fromStdString(picture.graph->outputs()[static_cast<std::size_t>(i)].key));
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
        return paintSideNamesBeside(painter, bold, top);
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

/// The same at the left end of the cut, where the data flow down.
void GraphView::paintSideNamesBeside(QPainter *painter, const QFont &font, const QPointF &end) const
{
    const QFontMetricsF metrics(font);
    painter->setFont(font);
    painter->setPen(m_scene.picture().theme.text);
    const double left = std::max(8.0, end.x());
    painter->drawText(QPointF(left, end.y() - 6.0), tr("device \u25b4"));
    painter->drawText(QPointF(left, end.y() + 4.0 + metrics.ascent()), tr("edge \u25be"));
}

} // namespace splitscope
