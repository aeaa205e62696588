// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/graph_view.h"

#include "widgets/graph/layer_walk.h"
#include "widgets/graph/minimap.h"
#include "widgets/graph/node_item.h"
#include "widgets/number_text.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr double smallestZoom = 0.02;
constexpr double largestZoom = 4.0;
constexpr double readableZoom = 0.75;
constexpr double mostToFit = 1.0;

} // namespace

GraphView::GraphView(QWidget *parent)
    : QGraphicsView(parent)
{
    setObjectName(QStringLiteral("graphView"));
    setAccessibleName(tr("Layer graph"));
    setAccessibleDescription(
        tr("Layers of the model from left to right. Arrow keys walk, Shift and arrow keys move the split point."));
    setScene(&m_scene);
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setOptimizationFlag(DontSavePainterState);
    setViewportUpdateMode(
        FullViewportUpdate); // a cut recolours most of what is seen; measured cheaper than many small ones
    setTransformationAnchor(AnchorViewCenter);
    setResizeAnchor(AnchorViewCenter);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // the overview is the scroll bar
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_minimap = new Minimap(m_scene.picture(), this);
    m_minimap->hide();
    m_dragLabel = new QLabel(this);
    m_dragLabel->setObjectName(QStringLiteral("dragLabel"));
    m_dragLabel->setAutoFillBackground(true);
    m_dragLabel->setMargin(4);
    m_dragLabel->setFrameShape(QFrame::StyledPanel);
    m_dragLabel->setFont(tabularFont(font()));
    m_dragLabel->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_dragLabel->hide();
    m_scene.setTheme(Theme::fromPalette(palette()));
    connect(&m_scene, &GraphScene::cutRequested, this, &GraphView::requestCut);
    connect(&m_scene, &GraphScene::currentLayerChanged, this, &GraphView::currentLayerChanged);
    connect(&m_scene, &GraphScene::dragMoved, this, &GraphView::showDragText);
}

GraphView::~GraphView()
{
    setScene(nullptr); // the scene is a member and goes first
}

void GraphView::setGraph(
    std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const GraphLayout> layout, const Cut &cut)
{
    m_scene.setGraph(std::move(graph), std::move(layout), cut);
    m_placed = false;
    showWell();
}

void GraphView::clearGraph()
{
    m_scene.clearGraph();
    m_minimap->hide();
}

void GraphView::setCut(const Cut &cut)
{
    m_scene.setCut(cut);
    m_minimap->update();
}

void GraphView::setCurrentLayer(int layer)
{
    m_scene.setCurrentLayer(layer);
    if (layer >= 0 && m_scene.hasGraph()) {
        const auto &layout = *m_scene.picture().layout;
        ensureVisible(layout.node(layout.nodeOfLayer(layer)).box, 60, 40);
    }
}

void GraphView::requestCut(const Cut &cut)
{
    Q_EMIT cutRequested(cut);
    m_minimap->update();
}

/// Everything if it stays readable, else as much as is readable around the cut.
void GraphView::showWell()
{
    if (!m_scene.hasGraph())
        return;
    fitAll();
    if (zoom() < readableZoom) {
        zoomTo(readableZoom);
        showCutPlace();
    }
    m_placed = isVisible();
    placeMinimap();
}

void GraphView::showCutPlace()
{
    if (!m_scene.hasGraph())
        return;
    const auto &bounds = m_scene.picture().layout->bounds;
    const auto &handles = m_scene.frontier().handles;
    double left = handles.empty() ? bounds.left() : bounds.right();
    double right = bounds.left();
    for (const auto &handle : handles) {
        left = std::min(left, handle.position.x());
        right = std::max(right, handle.position.x());
    }
    centerOn(QPointF(0.5 * (left + right),
        bounds.center().y() + 0.5 * m_minimap->sizeHint().height() / zoom())); // clear of the overview
}

void GraphView::fitAll()
{
    if (!m_scene.hasGraph())
        return;
    const auto &bounds = m_scene.picture().layout->bounds;
    const QSizeF room = viewport()->size();
    double scale = std::min((room.width() - 32.0) / bounds.width(), (room.height() - 96.0) / bounds.height());
    double right = 0.0;
    if (scale < textDetail) { // results are named beside their boxes then
        right = resultLabelWidth() + 8.0;
        scale = std::min(scale, (room.width() - 32.0 - right) / bounds.width());
    }
    zoomTo(std::min(scale, mostToFit));
    centerOn(bounds.center() + QPointF(0.5 * right / zoom(), 0.0));
    placeMinimap();
}

double GraphView::resultLabelWidth() const
{
    QFont small(font());
    small.setPixelSize(labelPixels);
    double width = 0.0;
    for (const auto &output : m_scene.picture().graph->outputs())
        width = std::max(width, QFontMetricsF(small).horizontalAdvance(QString::fromStdString(output.key)));
    return width;
}

void GraphView::zoomTo(double scale)
{
    const double factor = std::clamp(scale, smallestZoom, largestZoom) / zoom();
    this->scale(factor, factor);
    placeMinimap();
}

void GraphView::showAtFullSize() { zoomTo(1.0); }
void GraphView::zoomIn() { zoomTo(zoom() * 1.25); }
void GraphView::zoomOut() { zoomTo(zoom() / 1.25); }

void GraphView::placeMinimap()
{
    const auto shown = mapToScene(viewport()->rect()).boundingRect();
    const bool useful = m_scene.hasGraph() && !shown.contains(m_scene.picture().layout->bounds);
    m_minimap->setVisible(useful);
    if (!useful)
        return;
    m_minimap->resize(m_minimap->sizeHint());
    m_minimap->move(width() - m_minimap->width() - 12, height() - m_minimap->height() - 12);
    m_minimap->update();
}

void GraphView::scrollContentsBy(int dx, int dy)
{
    QGraphicsView::scrollContentsBy(dx, dy);
    placeMinimap();
}

void GraphView::showDragText()
{
    const auto &text = m_scene.dragText();
    m_dragLabel->setVisible(!text.isEmpty());
    m_minimap->update();
    if (text.isEmpty())
        return;
    m_dragLabel->setText(text);
    m_dragLabel->adjustSize();
    // Below the boxes beside the split point, so that their names stay readable.
    const auto &nodes = m_scene.picture().layout->nodes;
    const int belowLayer = std::max(28, static_cast<int>(0.5 * nodes.at(nodes.size() / 2).box.height() * zoom()) + 8);
    QPoint place = mapFromScene(m_scene.dragPosition()) + QPoint(-m_dragLabel->width() / 2, belowLayer);
    place.setX(std::clamp(place.x(), 4, std::max(4, width() - m_dragLabel->width() - 4)));
    place.setY(std::clamp(place.y(), 4, std::max(4, height() - m_dragLabel->height() - 4)));
    m_dragLabel->move(place);
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

void GraphView::moveSplitPoint(bool towardsOutput)
{
    const auto &picture = m_scene.picture();
    if (picture.graph->size() == 0)
        return;
    const int layer = std::max(picture.currentLayer, 0);
    if (const auto cut = splitPointMoved(*picture.graph, *picture.layout, m_scene.cut(), layer, towardsOutput)) {
        requestCut(*cut);
        for (const auto &handle : m_scene.frontier().handles) {
            if (std::abs(
                    handle.position.y() - picture.layout->node(picture.layout->nodeOfLayer(layer)).box.center().y())
                < 1.0)
                ensureVisible(QRectF(handle.position, QSizeF(1.0, 1.0)), 80, 40);
        }
    }
}

void GraphView::nextSplitPoint(int step)
{
    const auto &handles = m_scene.frontier().handles;
    const int count = static_cast<int>(handles.size());
    if (count == 0)
        return;
    int here = step > 0 ? -1 : count;
    for (int i = 0; i < count; ++i) {
        if (handles[static_cast<std::size_t>(i)].tensor.layer == currentLayer())
            here = i;
    }
    const auto &next = handles[static_cast<std::size_t>(((here + step) % count + count) % count)];
    setCurrentLayer(std::max(next.tensor.layer, 0));
}

int GraphView::layerAt(const QPoint &viewportPoint) const
{
    for (const auto *item : items(viewportPoint)) {
        if (item->type() == NodeItem::Type)
            return static_cast<const NodeItem *>(item)->layer();
    }
    return -1;
}

} // namespace splitscope
