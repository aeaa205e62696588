// SPDX-License-Identifier: GPL-3.0-or-later
// What hands do to the graph, and what is painted over it.
#include "widgets/graph/graph_view.h"

#include "widgets/graph/handle_item.h"
#include "widgets/graph/node_item.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace splitscope {

void GraphView::wheelEvent(QWheelEvent *event)
{
    if (!m_scene.hasGraph())
        return;
    const QPoint turned = event->angleDelta();
    if (event->modifiers() & Qt::ShiftModifier) {
        const int along = turned.y() != 0 ? turned.y() : turned.x();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - along);
    } else {
        // One notch (120) is a fifth: five notches double.
        const QPointF under = mapToScene(event->position().toPoint());
        zoomTo(zoom() * std::pow(2.0, turned.y() / 600.0));
        const QPointF moved = mapFromScene(under) - event->position();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + qRound(moved.x()));
        verticalScrollBar()->setValue(verticalScrollBar()->value() + qRound(moved.y()));
    }
    event->accept();
}

void GraphView::keyPressEvent(QKeyEvent *event)
{
    if (!m_scene.hasGraph())
        return QGraphicsView::keyPressEvent(event);
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        shift ? moveSplitPoint(event->key() == Qt::Key_Right) : walk(event->key());
        return;
    case Qt::Key_Up:
    case Qt::Key_Down:
        shift ? nextSplitPoint(event->key() == Qt::Key_Down ? 1 : -1) : walk(event->key());
        return;
    case Qt::Key_F:
        return fitAll();
    case Qt::Key_1:
        return showAtFullSize();
    case Qt::Key_Plus:
        return zoomIn();
    case Qt::Key_Minus:
        return zoomOut();
    case Qt::Key_Escape:
        return m_scene.cancelDrag();
    case Qt::Key_Space:
        m_spaceHeld = true;
        viewport()->setCursor(Qt::OpenHandCursor);
        return;
    default:
        QGraphicsView::keyPressEvent(event);
    }
}

void GraphView::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_spaceHeld = false;
        viewport()->unsetCursor();
    }
    QGraphicsView::keyReleaseEvent(event);
}

void GraphView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::MiddleButton || (m_spaceHeld && event->button() == Qt::LeftButton)) {
        m_panning = true;
        m_panFrom = event->pos();
        viewport()->setCursor(Qt::ClosedHandCursor);
        return;
    }
    const auto *under = itemAt(event->pos());
    if (event->button() == Qt::LeftButton && (!under || under->type() != HandleItem::Type))
        m_scene.setCurrentLayer(layerAt(event->pos()));
    QGraphicsView::mousePressEvent(event);
    event->accept(); // a press beside all items chose nothing, and nobody behind the view wants it
}

void GraphView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_panning)
        return QGraphicsView::mouseMoveEvent(event);
    const QPoint way = event->pos() - m_panFrom;
    m_panFrom = event->pos();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - way.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() - way.y());
}

void GraphView::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_panning)
        return QGraphicsView::mouseReleaseEvent(event);
    m_panning = false;
    m_spaceHeld ? viewport()->setCursor(Qt::OpenHandCursor) : viewport()->unsetCursor();
}

void GraphView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!m_scene.hasGraph())
        return;
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const int layer = byKey ? currentLayer() : layerAt(event->pos());
    if (layer < 0)
        return;
    setCurrentLayer(layer);
    const auto &graph = *m_scene.picture().graph;
    const auto toDevice = m_scene.cut().withOnDevice(graph, layer);
    const auto toEdge = m_scene.cut().withOnEdge(graph, layer);
    QMenu menu(this);
    const auto add = [&](const QString &text, const Cut &cut) {
        auto *action = menu.addAction(text);
        action->setEnabled(!(cut == m_scene.cut()) && whyIllegal(graph, cut).empty());
        connect(action, &QAction::triggered, this, [this, cut] { requestCut(cut); });
    };
    add(tr("Device up to here"), toDevice);
    add(tr("Edge from here"), toEdge);
    menu.exec(byKey ? viewport()->mapToGlobal(viewport()->rect().center()) : event->globalPos());
}

void GraphView::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    if (!m_placed)
        showWell();
    placeMinimap();
}

void GraphView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        m_scene.setTheme(Theme::fromPalette(palette()));
    QGraphicsView::changeEvent(event);
}

bool GraphView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_scene.hasGraph()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        for (const auto *item : items(help->pos())) {
            if (item->type() == NodeItem::Type) {
                QToolTip::showText(help->globalPos(), static_cast<const NodeItem *>(item)->toolTipText(), viewport());
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QGraphicsView::viewportEvent(event);
}

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
    std::vector<QRectF> taken;
    for (const auto &group : m_scene.picture().layout->groups)
        taken.push_back(mapFromScene(group.box).boundingRect());
    for (const auto &group : m_scene.picture().layout->groups) {
        const QRectF box = mapFromScene(group.box).boundingRect();
        const double width = metrics.horizontalAdvance(group.label);
        const QRectF above(box.left(), box.top() - metrics.height() - 3.0, width, metrics.height());
        for (const QRectF &label : {above, above.translated(0.0, box.height() + metrics.height() + 6.0)}) {
            const bool fits =
                std::none_of(taken.begin(), taken.end(), [&](const QRectF &other) { return other.intersects(label); });
            if (!fits || !group.box.intersects(rect))
                continue;
            taken.push_back(label.adjusted(-3.0, 0.0, 3.0, 0.0));
            painter->drawText(label, Qt::AlignLeft | Qt::AlignVCenter, group.label);
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

} // namespace splitscope
