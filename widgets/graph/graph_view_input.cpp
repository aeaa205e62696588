// SPDX-License-Identifier: GPL-3.0-or-later
// What hands do to the graph.
#include "widgets/graph/graph_view.h"

#include "widgets/graph/cut_wish.h"
#include "widgets/graph/handle_item.h"
#include "widgets/graph/layer_walk.h"
#include "widgets/graph/node_item.h"
#include "widgets/graph/overlay_legend.h"

#include <QContextMenuEvent>
#include <QGestureEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPinchGesture>
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
        zoomAt(event->position().toPoint(), std::pow(2.0, turned.y() / 600.0));
    }
    event->accept();
}

void GraphView::zoomAt(const QPoint &viewportPoint, double factor)
{
    const QPointF under = mapToScene(viewportPoint);
    zoomTo(zoom() * factor);
    const QPoint moved = mapFromScene(under) - viewportPoint;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + moved.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() + moved.y());
}

bool GraphView::pinch(QGestureEvent *event)
{
    const auto *gesture = static_cast<QPinchGesture *>(event->gesture(Qt::PinchGesture));
    if (!gesture || !m_scene.hasGraph())
        return false;
    zoomAt(viewport()->mapFromGlobal(gesture->centerPoint().toPoint()), gesture->scaleFactor());
    event->accept();
    return true;
}

void GraphView::keyPressEvent(QKeyEvent *event)
{
    // With Ctrl, Alt or Meta a key means an action of the window.
    const auto modifiers = event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    if (!m_scene.hasGraph() || modifiers)
        return QGraphicsView::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        return arrowKey(event->key(), event->modifiers() & Qt::ShiftModifier);
    case Qt::Key_F:
        return fitAll();
    case Qt::Key_Z:
        return fitCurrent();
    case Qt::Key_1:
        return showAtFullSize();
    case Qt::Key_Plus:
        return zoomIn();
    case Qt::Key_Minus:
        return zoomOut();
    case Qt::Key_C:
        return foldCurrent();
    case Qt::Key_O:
        return unfoldCurrent();
    case Qt::Key_T:
        return turn();
    case Qt::Key_Escape:
        return m_scene.dragging() ? m_scene.cancelDrag() : m_scene.setCurrentLayer(-1);
    case Qt::Key_Space:
        m_spaceHeld = true;
        viewport()->setCursor(Qt::OpenHandCursor);
        return;
    default:
        QGraphicsView::keyPressEvent(event);
    }
}

void GraphView::arrowKey(int key, bool shift)
{
    if (!shift)
        return walk(key);
    const bool upright = key == Qt::Key_Up || key == Qt::Key_Down;
    const bool ahead = key == Qt::Key_Right || key == Qt::Key_Down;
    if (upright == wish().topDown)
        moveSplitPoint(ahead);
    else
        nextSplitPoint(ahead ? 1 : -1);
}

void GraphView::walk(int key)
{
    const auto &picture = m_scene.picture();
    const auto direction = key == Qt::Key_Left ? WalkDirection::Left
        : key == Qt::Key_Right                 ? WalkDirection::Right
        : key == Qt::Key_Up                    ? WalkDirection::Up
                                               : WalkDirection::Down;
    if (const auto layer = walkFrom(*picture.graph, *picture.layout, picture.currentLayer, direction))
        setCurrentLayer(*layer);
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

void GraphView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int layer = m_scene.hasGraph() && event->button() == Qt::LeftButton ? layerAt(event->pos()) : -1;
    if (layer < 0)
        return QGraphicsView::mouseDoubleClickEvent(event);
    m_scene.setCurrentLayer(layer);
    const auto &layout = *m_scene.picture().layout;
    const bool folded = layout.node(layout.nodeOfLayer(layer)).kind == GraphNode::Kind::Module;
    folded ? unfoldCurrent() : foldCurrent();
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
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("layerMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto &graph = *m_scene.picture().graph;
    const auto add = [&](const QString &text, const Cut &cut) {
        auto *action = menu->addAction(text);
        action->setEnabled(!(cut == m_scene.cut()) && whyIllegal(graph, cut).empty());
        connect(action, &QAction::triggered, this, [this, cut] { requestCut(cut); });
    };
    add(tr("Device up to here"), cutWithOnDevice(graph, m_scene.cut(), currentLayers()));
    add(tr("Edge from here"), cutWithOnEdge(graph, m_scene.cut(), currentLayers()));
    menu->addSeparator();
    addFoldActions(menu, layer);
    menu->popup(byKey ? viewport()->mapToGlobal(viewport()->rect().center()) : event->globalPos());
}

void GraphView::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    if (!m_placed)
        showWell();
    placeMinimap();
    refreshCard();
}

void GraphView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange) {
        m_scene.setTheme(Theme::fromPalette(palette()));
        m_legend->refresh();
    }
    QGraphicsView::changeEvent(event);
}

bool GraphView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Gesture && pinch(static_cast<QGestureEvent *>(event)))
        return true;
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

} // namespace splitscope
