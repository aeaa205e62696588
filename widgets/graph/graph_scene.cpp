// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/graph_scene.h"

#include "widgets/graph/boxes_item.h"
#include "widgets/graph/handle_item.h"
#include "widgets/graph/node_item.h"
#include "widgets/graph/wires_item.h"
#include "widgets/number_text.h"

#include <QLineF>

#include <algorithm>
#include <limits>

namespace splitscope {

GraphScene::GraphScene(QObject *parent)
    : QGraphicsScene(parent)
{
}

GraphScene::~GraphScene() { m_drag.reset(); }

void GraphScene::setGraph(std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const GraphLayout> layout,
    const Cut &cut, std::shared_ptr<const LayerFacts> facts)
{
    clearGraph();
    m_picture.graph = std::move(graph);
    m_picture.layout = std::move(layout);
    m_picture.facts = facts ? std::move(facts)
                            : std::make_shared<const LayerFacts>(LayerFacts{cutsAfterLayers(*m_picture.graph), {}});
    m_picture.cut = m_cut = cut;
    makeItems();
}

void GraphScene::setLayout(std::shared_ptr<const GraphLayout> layout)
{
    if (!hasGraph())
        return;
    cancelDrag();
    m_picture.layout = std::move(layout);
    makeItems();
}

void GraphScene::makeItems()
{
    clear();
    m_handles.clear();
    makeOverlay();
    addItem(new WiresItem(m_picture));
    addItem(new BoxesItem(m_picture));
    for (int n = 0; n < static_cast<int>(m_picture.layout->nodes.size()); ++n)
        addItem(new NodeItem(m_picture, n));
    m_frontierItem = new FrontierItem(m_picture);
    addItem(m_frontierItem);
    // Set once: asking all items for it is slow. Wide margins, so that every part can be brought to the middle, and the
    // whole moved aside for what stands beside it, however far away it is seen from.
    const auto &bounds = m_picture.layout->bounds;
    const double beside = std::max(2000.0, 0.5 * bounds.width());
    const double above = std::max(1500.0, 0.5 * bounds.height());
    setSceneRect(bounds.adjusted(-beside, -above, beside, above));
    showCut(m_cut, false);
}

void GraphScene::makeOverlay()
{
    ++m_picture.overlayRevision;
    m_picture.overlay = m_figure && hasGraph()
        ? Overlay(*m_figure, m_scale, *m_picture.graph, *m_picture.facts, *m_picture.layout)
        : Overlay::none();
    update();
}

void GraphScene::setFacts(std::shared_ptr<const LayerFacts> facts)
{
    m_picture.facts = std::move(facts);
    makeOverlay();
}

void GraphScene::setOverlay(std::optional<LayerFigure> figure, OverlayScale scale)
{
    m_figure = figure;
    m_scale = scale;
    makeOverlay();
}

void GraphScene::setFound(std::vector<bool> found)
{
    m_picture.found = std::move(found);
    update();
}

void GraphScene::clearGraph()
{
    cancelDrag();
    clear();
    m_frontierItem = nullptr;
    m_handles.clear();
    m_frontier = {};
    m_picture.graph.reset();
    m_picture.layout.reset();
    m_picture.facts.reset();
    m_picture.overlay = Overlay::none();
    m_picture.found.clear();
    m_picture.currentLayer = -1;
    m_cut = {};
}

void GraphScene::setCut(const Cut &cut)
{
    if (!hasGraph())
        return;
    if (m_cut == cut && m_drag)
        return; // nothing new; the hand goes on
    cancelDrag();
    m_cut = cut;
    if (!(m_picture.cut == cut))
        showCut(cut, true);
}

void GraphScene::setTheme(const Theme &theme)
{
    m_picture.theme = theme;
    setBackgroundBrush(theme.canvas);
    update();
}

void GraphScene::setCurrentLayer(int layer)
{
    if (layer == m_picture.currentLayer)
        return;
    m_picture.currentLayer = layer;
    update();
    Q_EMIT currentLayerChanged(layer);
}

void GraphScene::showCut(const Cut &cut, bool slide)
{
    m_picture.cut = cut;
    m_frontier = frontierOf(*m_picture.graph, *m_picture.layout, cut);
    m_frontierItem->setLine(m_frontier.line);
    matchHandles(slide);
    update();
}

/// Knobs that stay keep their item and slide; the one in the hand is never taken away.
void GraphScene::matchHandles(bool slide)
{
    QList<HandleItem *> unused = m_handles;
    QList<CutHandle> missing;
    if (m_held)
        unused.removeOne(m_held);
    for (const auto &handle : m_frontier.handles) {
        if (m_held && m_held->handle() == handle)
            continue;
        const auto same = std::find_if(unused.begin(), unused.end(),
            [&](const HandleItem *item) { return item->handle().tensor == handle.tensor; });
        if (same == unused.end()) {
            missing.append(handle);
            continue;
        }
        (*same)->setHandle(handle);
        if (slide)
            (*same)->slideTo(handle.position);
        else
            (*same)->setPos(handle.position);
        unused.erase(same);
    }
    for (const auto &handle : missing) {
        const bool underTheHand = m_held && handle.tensor.layer == m_dragLayer;
        if (underTheHand)
            m_held->setHandle(handle);
        else
            addHandle(handle);
    }
    for (auto *item : unused) {
        m_handles.removeOne(item);
        item->hide();
        item->deleteLater(); // it may be the sender of the signal that led here
    }
    measureRoom();
}

/// Each knob's way to the next one.
void GraphScene::measureRoom()
{
    for (auto *item : m_handles) {
        double nearest = std::numeric_limits<double>::infinity();
        for (const auto *other : m_handles) {
            if (other != item)
                nearest = std::min(nearest, QLineF(item->handle().position, other->handle().position).length());
        }
        item->setRoom(nearest);
    }
}

void GraphScene::addHandle(const CutHandle &handle)
{
    auto *item = new HandleItem(m_picture, handle);
    connect(item, &HandleItem::taken, this, [this, item] { take(item); });
    connect(item, &HandleItem::pulled, this, &GraphScene::pull);
    connect(item, &HandleItem::released, this, &GraphScene::release);
    addItem(item);
    m_handles.append(item);
}

void GraphScene::take(HandleItem *item)
{
    m_held = item;
    m_dragCut = m_cut;
    m_dragLayer = item->handle().tensor.layer;
    m_drag.emplace(m_picture.graph, m_picture.layout, m_cut, item->handle());
    if (item->handle().tensor.layer != TensorRef::input)
        setCurrentLayer(item->handle().tensor.layer);
}

void GraphScene::pull(const QPointF &point)
{
    if (!m_drag)
        return;
    const auto &place = m_drag->placeNear(point);
    if (!m_dragReading || !(place.cut == m_dragCut))
        m_dragReading = readingOf(place.cut, m_drag->startingCut(), place.lastLayer);
    m_dragPoint = place.position;
    if (!(place.cut == m_dragCut)) {
        m_dragCut = place.cut;
        m_dragLayer = place.lastLayer;
        auto handle = m_held->handle();
        handle.position = place.position;
        m_held->setHandle(handle);
        m_held->slideTo(place.position);
        showCut(place.cut, true);
    }
    Q_EMIT dragMoved();
}

void GraphScene::release()
{
    if (!m_drag)
        return;
    const Cut wanted = m_dragCut;
    m_drag.reset();
    m_held = nullptr;
    m_dragReading.reset();
    Q_EMIT dragMoved();
    // Back to the cut as it is, until its owner says otherwise; that answer usually comes before the next paint.
    const bool changed = !(wanted == m_cut);
    if (changed)
        Q_EMIT cutRequested(wanted);
    if (!(m_picture.cut == m_cut))
        showCut(m_cut, true);
    else
        matchHandles(true);
}

void GraphScene::cancelDrag()
{
    if (!m_drag)
        return;
    m_drag.reset();
    m_held = nullptr;
    m_dragReading.reset();
    showCut(m_cut, true);
    Q_EMIT dragMoved();
}

QPointF GraphScene::dragPosition() const { return m_dragPoint; }

DragReading GraphScene::readingOf(const Cut &cut, const Cut &before, int lastLayer) const
{
    const auto &graph = *m_picture.graph;
    const auto crossing = crossingTensors(graph, cut);
    const auto own = std::find_if(
        crossing.begin(), crossing.end(), [&](const TensorRef &tensor) { return tensor.layer == lastLayer; });
    DragReading reading;
    reading.crossing = crossing.empty() ? tr("nothing crosses")
        : own == crossing.end()         ? tr("branch on the device")
                                        : shortShape(graph.info(*own).shape);
    reading.bytes = crossingBytes(graph, cut);
    reading.bytesBefore = crossingBytes(graph, before);
    if (m_evaluator) {
        reading.figures = m_evaluator(cut);
        reading.before = m_evaluator(before);
    }
    return reading;
}

} // namespace splitscope
