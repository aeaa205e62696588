// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/graph_view.h"

#include "widgets/graph/layer_card.h"
#include "widgets/graph/minimap.h"
#include "widgets/graph/node_item.h"
#include "widgets/graph/overlay_legend.h"
#include "widgets/number_text.h"

#include <QLabel>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <limits>

namespace splitscope {

namespace {

constexpr double smallestZoom = 0.002; // a chain of 2,000 layers still fits into a small window
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
        tr("Layers of the model along the data flow. Arrow keys walk, Shift and arrow keys move the split point. The "
           "table of layers says the same in words."));
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
    viewport()->grabGesture(Qt::PinchGesture);
    makeOverlays();
    m_scene.setTheme(Theme::fromPalette(palette()));
    connect(&m_scene, &GraphScene::cutRequested, this, &GraphView::requestCut);
    connect(&m_scene, &GraphScene::currentLayerChanged, this, [this](int layer) {
        m_cardWanted = layer >= 0 && !m_scene.dragging();
        refreshCard();
        Q_EMIT currentLayerChanged(layer);
    });
    connect(&m_scene, &GraphScene::dragMoved, this, &GraphView::showDragText);
}

void GraphView::makeOverlays()
{
    m_minimap = new Minimap(m_scene.picture(), this);
    m_minimap->hide();
    m_legend = new OverlayLegend(m_scene.picture(), this);
    m_legend->hide();
    connect(m_legend, &QAbstractButton::clicked, this, [this] {
        const bool linear = m_scene.picture().overlay.scale() == OverlayScale::Linear;
        Q_EMIT overlayScaleRequested(linear ? OverlayScale::Logarithmic : OverlayScale::Linear);
    });
    m_card = new LayerCard(this);
    connect(m_card, &LayerCard::deviceUpToHereRequested, this, &GraphView::putCurrentOnDevice);
    connect(m_card, &LayerCard::edgeFromHereRequested, this, &GraphView::putCurrentOnEdge);
    connect(m_card, &LayerCard::closeRequested, this, [this] { m_scene.setCurrentLayer(-1); });
    m_dragLabel = new QLabel(this);
    m_dragLabel->setObjectName(QStringLiteral("dragLabel"));
    m_dragLabel->setAutoFillBackground(true);
    m_dragLabel->setMargin(4);
    m_dragLabel->setTextFormat(Qt::RichText);
    m_dragLabel->setFrameShape(QFrame::StyledPanel);
    m_dragLabel->setFont(tabularFont(font()));
    m_dragLabel->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_dragLabel->hide();
    m_readingTime = new QTimer(this);
    m_readingTime->setSingleShot(true);
    connect(m_readingTime, &QTimer::timeout, m_dragLabel, &QWidget::hide);
}

GraphView::~GraphView()
{
    setScene(nullptr); // the scene is a member and goes first
}

void GraphView::setGraph(std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const GraphLayout> layout,
    const Cut &cut, std::shared_ptr<const LayerFacts> facts)
{
    endKeyReading();
    m_scene.setGraph(std::move(graph), std::move(layout), cut, std::move(facts));
    m_anchorLayer = -1;
    m_cardWanted = false; // no layer of this graph is chosen
    m_placed = false;
    showWell();
    m_legend->refresh();
    placeLegend();
    refreshCard();
}

void GraphView::clearGraph()
{
    m_scene.clearGraph();
    m_minimap->hide();
    m_legend->hide();
    m_card->hide();
    m_dragLabel->hide();
}

void GraphView::setFacts(std::shared_ptr<const LayerFacts> facts)
{
    m_scene.setFacts(std::move(facts));
    m_legend->refresh();
    refreshCard();
}

void GraphView::setOverlay(std::optional<LayerFigure> figure, OverlayScale scale)
{
    m_scene.setOverlay(figure, scale);
    m_legend->refresh();
    placeLegend();
}

void GraphView::setActivation(SharedPicture picture, const QString &caption, const QString &source)
{
    const bool same = m_card->hasActivation();
    m_card->setActivation(std::move(picture), caption, source);
    if (!same)
        refreshCard();
}

void GraphView::clearActivation()
{
    if (!m_card->hasActivation())
        return;
    m_card->clearActivation();
    refreshCard();
}

bool GraphView::showsCard() const { return m_card->isVisible(); }

void GraphView::setFound(std::vector<bool> found) { m_scene.setFound(std::move(found)); }

void GraphView::setCut(const Cut &cut)
{
    if (!(cut == m_scene.cut()))
        endKeyReading();
    m_scene.setCut(cut);
    m_minimap->update();
    refreshCard();
}

void GraphView::setCurrentLayer(int layer)
{
    m_scene.setCurrentLayer(layer);
    if (layer >= 0 && m_scene.hasGraph()) {
        const auto &layout = *m_scene.picture().layout;
        bringIntoSight(layout.node(layout.nodeOfLayer(layer)).box);
    }
}

std::vector<int> GraphView::currentLayers() const
{
    if (!m_scene.hasGraph() || currentLayer() < 0)
        return {};
    const auto &layout = *m_scene.picture().layout;
    return layout.layersOf(layout.node(layout.nodeOfLayer(currentLayer())));
}

void GraphView::bringIntoSight(const QRectF &box)
{
    ensureVisible(box, 60, 40);
    refreshCard();
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
    refreshCard();
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

void GraphView::fitCurrent()
{
    if (!m_scene.hasGraph() || currentLayer() < 0)
        return;
    const auto &layout = *m_scene.picture().layout;
    zoomTo(1.5);
    centerOn(layout.node(layout.nodeOfLayer(currentLayer())).box.center());
}

void GraphView::showAtFullSize() { zoomTo(1.0); }
void GraphView::zoomIn() { zoomTo(zoom() * 1.25); }
void GraphView::zoomOut() { zoomTo(zoom() / 1.25); }

void GraphView::placeMinimap()
{
    const auto shown = mapToScene(viewport()->rect()).boundingRect();
    constexpr int leastHeight = 240; // below it, overview and legend would hide what they are for
    const bool useful =
        m_scene.hasGraph() && height() >= leastHeight && !shown.contains(m_scene.picture().layout->bounds);
    m_minimap->setVisible(useful);
    if (useful) {
        m_minimap->resize(m_minimap->sizeHint());
        m_minimap->move(width() - m_minimap->width() - 12, height() - m_minimap->height() - 12);
        m_minimap->update();
    }
    placeLegend();
}

void GraphView::scrollContentsBy(int dx, int dy)
{
    QGraphicsView::scrollContentsBy(dx, dy);
    endKeyReading();
    placeMinimap();
}

void GraphView::showDragText()
{
    const auto &reading = m_scene.dragReading();
    m_readingTime->stop();
    m_dragLabel->setVisible(reading.has_value());
    refreshCard();
    m_minimap->update();
    if (reading)
        showReading(*reading, m_scene.dragPosition());
}

/// What a key's reading stands beside has moved, or is no more.
void GraphView::endKeyReading()
{
    if (!m_readingTime->isActive())
        return;
    m_readingTime->stop();
    m_dragLabel->hide();
}

void GraphView::showReading(const DragReading &reading, const QPointF &scenePosition)
{
    m_dragLabel->setText(dragText(reading, m_scene.picture().theme));
    m_dragLabel->adjustSize();
    m_dragLabel->show();
    // Below the boxes beside the split point, so that their names stay readable.
    const auto &nodes = m_scene.picture().layout->nodes;
    const int belowLayer = std::max(28, static_cast<int>(0.5 * nodes.at(nodes.size() / 2).box.height() * zoom()) + 8);
    const QPoint knob = mapFromScene(scenePosition);
    QPoint place = knob + QPoint(-m_dragLabel->width() / 2, belowLayer);
    if (wish().topDown) { // between two rows of boxes, where there is room
        constexpr int beside = 28;
        const bool right = knob.x() + beside + m_dragLabel->width() + 4 < width();
        place = knob + QPoint(right ? beside : -beside - m_dragLabel->width(), -m_dragLabel->height() / 2);
    }
    place.setX(std::clamp(place.x(), 4, std::max(4, width() - m_dragLabel->width() - 4)));
    place.setY(std::clamp(place.y(), 4, std::max(4, height() - m_dragLabel->height() - 4)));
    m_dragLabel->move(place);
}

void GraphView::placeLegend()
{
    m_legend->resize(m_legend->sizeHint());
    const int above = m_minimap->isVisible() && m_minimap->x() < m_legend->width() + 24 ? m_minimap->height() + 8 : 0;
    m_legend->move(12, height() - m_legend->height() - 12 - above);
}

/// In the corner where it covers least, and never the chosen box; not under a hand that drags.
void GraphView::refreshCard()
{
    if (!m_cardWanted || !m_scene.hasGraph() || m_scene.dragging())
        return m_card->hide();
    m_card->setPicture(m_scene.picture());
    constexpr int leastLeft = 160; // pixels of the graph beside or below it
    m_card->fitInto(height() - leastLeft);
    if (m_card->height() + leastLeft > height() || m_card->width() + leastLeft > width())
        return m_card->hide();
    const auto &layout = *m_scene.picture().layout;
    const int chosen = layout.nodeOfLayer(currentLayer());
    const auto covered = [&](const QRect &place) {
        double area = 0.0;
        const auto add = [&](const QRectF &other, double weight) {
            const QRectF common = other.intersected(QRectF(place));
            area += weight * common.width() * common.height();
        };
        for (int node = 0; node < static_cast<int>(layout.nodes.size()); ++node)
            add(QRectF(
                    mapFromScene(layout.node(node).box.topLeft()), mapFromScene(layout.node(node).box.bottomRight())),
                node == chosen ? 1000.0 : 1.0);
        for (const auto &handle : m_scene.frontier().handles) { // what hands want next
            const QPoint knob = mapFromScene(handle.position);
            add(QRectF(knob.x() - 20.0, knob.y() - 20.0, 40.0, 40.0), 20.0);
        }
        for (const auto *other : {static_cast<const QWidget *>(m_legend), static_cast<const QWidget *>(m_minimap)}) {
            if (other->isVisible())
                add(other->geometry(), 4.0);
        }
        return area;
    };
    constexpr int margin = 12;
    const QSize size = m_card->size();
    const int right = width() - size.width() - margin, bottom = height() - size.height() - margin;
    QRect best;
    double least = std::numeric_limits<double>::infinity();
    for (const QPoint &corner :
        {QPoint(right, margin), QPoint(margin, margin), QPoint(right, bottom), QPoint(margin, bottom)}) {
        const QRect place(corner, size);
        if (const double area = covered(place); area < least) {
            least = area;
            best = place;
        }
    }
    m_card->move(best.topLeft());
    m_card->raise();
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
