// SPDX-License-Identifier: GPL-3.0-or-later
// What is painted over the graph at a size that stays.
#include "widgets/graph/graph_view.h"

#include <QPainter>

#include <algorithm>
#include <limits>

namespace splitscope {

namespace {

/// Behind captions: wires, the cut, or boxes may pass there.
QColor captionBack(const Theme &theme)
{
    QColor color(theme.canvas);
    color.setAlpha(210);
    return color;
}

/// Places for lines of text that want to stand at `wanted`, which rises: as near as they can without touching.
std::vector<double> parted(const std::vector<double> &wanted, double lineHeight)
{
    struct Run { // of lines that touch; its middle is the middle of their wishes
        double sum = 0.0;
        int lines = 0;

        double first(double height) const { return sum / lines - 0.5 * height * (lines - 1); }
    };
    std::vector<Run> runs;
    for (const double place : wanted) {
        runs.push_back({place, 1});
        while (runs.size() > 1) {
            const auto &before = runs[runs.size() - 2];
            if (before.first(lineHeight) + lineHeight * before.lines <= runs.back().first(lineHeight))
                break;
            const Run joined{before.sum + runs.back().sum, before.lines + runs.back().lines};
            runs.pop_back();
            runs.back() = joined;
        }
    }
    std::vector<double> places;
    for (const auto &run : runs) {
        for (int line = 0; line < run.lines; ++line)
            places.push_back(run.first(lineHeight) + lineHeight * line);
    }
    return places;
}

/// Centred below their points; what would touch the one before goes one row down.
void paintInRows(
    QPainter *painter, const QFontMetricsF &metrics, const std::vector<std::pair<QPointF, QString>> &labels)
{
    double lastRight = -std::numeric_limits<double>::infinity();
    int row = 0;
    for (const auto &[point, name] : labels) {
        const double width = metrics.horizontalAdvance(name);
        const double left = point.x() - 0.5 * width;
        row = left < lastRight + 8.0 ? row + 1 : 0;
        lastRight = std::max(lastRight, left + width);
        painter->drawText(QPointF(left, point.y() + 4.0 + metrics.ascent() + row * metrics.height()), name);
    }
}

} // namespace

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
        if (!group.box.intersects(rect)
            || (wish().topDown ? group.box.height() : group.box.width()) * zoom() < narrowest)
            continue;
        QRectF box = mapFromScene(group.box).boundingRect();
        if (const double thin = 10.0 - (wish().topDown ? box.width() : box.height()); thin > 0.0)
            box.adjust(wish().topDown ? -0.5 * thin : 0.0, wish().topDown ? 0.0 : -0.5 * thin,
                wish().topDown ? 0.5 * thin : 0.0, wish().topDown ? 0.0 : 0.5 * thin); // as BoxesItem draws it
        taken.push_back(box);
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
            painter->fillRect(taken.back(), captionBack(m_scene.picture().theme));
            painter->drawText(label, Qt::AlignLeft | Qt::AlignVCenter, group->label);
            break;
        }
    }
}

/// Beside the results, or below them where the data flow down; never over each other.
void GraphView::paintResultLabels(QPainter *painter) const
{
    const auto &picture = m_scene.picture();
    QFont small(font());
    small.setPixelSize(labelPixels);
    const QFontMetricsF metrics(small);
    painter->setFont(small);
    painter->setPen(picture.theme.text);
    std::vector<std::pair<QPointF, QString>> labels;
    for (int i = 0; i < static_cast<int>(picture.graph->outputs().size()); ++i) {
        const auto &box = picture.layout->node(picture.layout->nodeOfOutput(i)).box;
        const QPointF end =
            wish().topDown ? QPointF(box.center().x(), box.bottom()) : QPointF(box.right(), box.center().y());
        labels.emplace_back(
            mapFromScene(end), QString::fromStdString(picture.graph->outputs()[static_cast<std::size_t>(i)].key));
    }
    std::stable_sort(labels.begin(), labels.end(), [&](const auto &a, const auto &b) {
        return wish().topDown ? a.first.x() < b.first.x() : a.first.y() < b.first.y();
    });
    if (wish().topDown)
        return paintInRows(painter, metrics, labels);
    std::vector<double> wanted;
    for (const auto &label : labels)
        wanted.push_back(label.first.y());
    const auto places = parted(wanted, metrics.height());
    for (std::size_t i = 0; i < labels.size(); ++i)
        painter->drawText(QPointF(labels[i].first.x() + 8.0, places[i] + 0.5 * metrics.capHeight()), labels[i].second);
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
    // Beside the line, and inside the view as long as that is in it.
    const double before = 6.0 + metrics.horizontalAdvance(device), after = 6.0 + metrics.horizontalAdvance(edge);
    if (top.x() > 0.0 && top.x() < viewport()->width())
        top.setX(std::max(std::min(top.x(), viewport()->width() - 8.0 - after), 8.0 + before));
    const double left = top.x() - before;
    const double right = top.x() + after;
    painter->fillRect(QRectF(left - 4.0, baseline - metrics.ascent(), right - left + 8.0, metrics.height()),
        captionBack(m_scene.picture().theme));
    painter->drawText(QPointF(left, baseline), device);
    painter->drawText(QPointF(top.x() + 6.0, baseline), edge);
}

/// The same at the right end of the cut, where the data flow down: the modules' captions stand at the left.
void GraphView::paintSideNamesBeside(QPainter *painter, const QFont &font, const QPointF &end) const
{
    const QFontMetricsF metrics(font);
    painter->setFont(font);
    painter->setPen(m_scene.picture().theme.text);
    // Clear of a knob, whose size stays however small the boxes are.
    const double beside = std::max(end.x() + 4.0, mapFromScene(m_scene.picture().layout->bounds.topRight()).x() + 14.0);
    const auto draw = [&](const QString &name, double baseline) {
        const double right = viewport()->width() - 8.0 - metrics.horizontalAdvance(name);
        painter->drawText(QPointF(std::min(right, beside), baseline), name);
    };
    draw(tr("device \u25b4"), end.y() - 6.0);
    draw(tr("edge \u25be"), end.y() + 4.0 + metrics.ascent());
}

} // namespace splitscope
