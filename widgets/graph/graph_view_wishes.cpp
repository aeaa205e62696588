// SPDX-License-Identifier: GPL-3.0-or-later
// What the graph view asks its owner for: cuts and layouts.
#include "widgets/graph/graph_view.h"

#include "widgets/graph/cut_wish.h"
#include "widgets/graph/layer_walk.h"
#include "widgets/graph/minimap.h"
#include "widgets/graph/node_text.h"
#include "widgets/graph/overlay_legend.h"

#include <QMenu>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace splitscope {

void GraphView::requestCut(const Cut &cut)
{
    Q_EMIT cutRequested(cut);
    m_minimap->update();
}

void GraphView::requestCutOrSay(const Cut &cut)
{
    const auto why = whyIllegal(*m_scene.picture().graph, cut);
    if (!why.empty())
        Q_EMIT refused(tr("This cut cannot be made: %1").arg(QString::fromStdString(why)));
    else if (!(cut == m_scene.cut()))
        requestCut(cut);
}

void GraphView::putCurrentOnDevice()
{
    if (const auto layers = currentLayers(); !layers.empty())
        requestCutOrSay(cutWithOnDevice(*m_scene.picture().graph, m_scene.cut(), layers));
}

void GraphView::putCurrentOnEdge()
{
    if (const auto layers = currentLayers(); !layers.empty())
        requestCutOrSay(cutWithOnEdge(*m_scene.picture().graph, m_scene.cut(), layers));
}

void GraphView::moveSplitPoint(bool towardsOutput)
{
    const auto &picture = m_scene.picture();
    if (!m_scene.hasGraph() || picture.graph->size() == 0)
        return;
    const int layer = std::max(picture.currentLayer, 0);
    const auto cut = splitPointMoved(*picture.graph, *picture.layout, m_scene.cut(), layer, towardsOutput);
    if (!cut)
        return;
    const auto before = m_scene.cut();
    requestCut(*cut);
    const auto lane = [&](const QPointF &point) { return wish().topDown ? point.x() : point.y(); };
    const double own = lane(picture.layout->node(picture.layout->nodeOfLayer(layer)).box.center());
    for (const auto &handle : m_scene.frontier().handles) {
        if (std::abs(lane(handle.position) - own) >= 1.0)
            continue;
        bringIntoSight(QRectF(handle.position, QSizeF(1.0, 1.0)));
        showReading(m_scene.readingOf(*cut, before, handle.tensor.layer), handle.position);
        m_readingTime->start(readingTime);
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

void GraphView::requestLayout(const LayoutWish &wish, int anchorLayer)
{
    if (wish == this->wish())
        return;
    m_anchorLayer = anchorLayer;
    Q_EMIT layoutRequested(wish);
}

void GraphView::setLayout(std::shared_ptr<const GraphLayout> layout)
{
    if (!m_scene.hasGraph())
        return;
    const auto centreOf = [&](const GraphLayout &of) {
        return m_anchorLayer >= 0 ? of.node(of.nodeOfLayer(m_anchorLayer)).box.center() : of.bounds.center();
    };
    const auto before = mapFromScene(centreOf(*m_scene.picture().layout));
    const bool turned = layout->wish.topDown != wish().topDown;
    m_scene.setLayout(layout);
    m_legend->refresh();
    if (turned && m_anchorLayer < 0)
        return fitAll();
    const QPoint moved = mapFromScene(centreOf(*layout)) - before;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + moved.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() + moved.y());
    placeMinimap();
    refreshCard();
}

void GraphView::foldCurrent()
{
    if (!m_scene.hasGraph() || currentLayer() < 0)
        return;
    const auto around = modulesAround(*m_scene.picture().graph, currentLayer());
    for (const auto &module : around) { // the innermost that is not folded yet
        auto wanted = wish();
        if (!wanted.folded.insert(module).second)
            continue;
        // Only where it leads to a picture with fewer boxes: the box of a module of one branch may stay as it is.
        if (foldedUnits(*m_scene.picture().graph, wanted.folded).size()
            < foldedUnits(*m_scene.picture().graph, wish().folded).size())
            return requestLayout(wanted, currentLayer());
    }
    Q_EMIT refused(tr("This layer stands in no module that can be collapsed."));
}

void GraphView::unfoldCurrent()
{
    if (!m_scene.hasGraph() || currentLayer() < 0)
        return;
    const auto &layout = *m_scene.picture().layout;
    const auto &node = layout.node(layout.nodeOfLayer(currentLayer()));
    if (node.kind != GraphNode::Kind::Module) {
        Q_EMIT refused(tr("This layer stands in no collapsed module."));
        return;
    }
    auto wanted = wish();
    wanted.folded.erase(layout.moduleOf(node).module);
    requestLayout(wanted, currentLayer());
}

void GraphView::foldAll()
{
    if (!m_scene.hasGraph())
        return;
    // A module that holds nearly everything says nothing: go one step further in until there is something to see.
    const auto modules = modulesOf(*m_scene.picture().graph);
    auto wanted = wish();
    wanted.folded.clear();
    for (int depth = 0; depth < 4; ++depth) {
        for (const auto &[path, layers] : modules) {
            if (std::count(path.begin(), path.end(), '.') == depth
                && 3 * static_cast<int>(layers.size()) <= m_scene.picture().graph->size())
                wanted.folded.insert(path);
        }
    }
    requestLayout(wanted, currentLayer());
}

void GraphView::unfoldAll()
{
    if (!m_scene.hasGraph())
        return;
    auto wanted = wish();
    wanted.folded.clear();
    requestLayout(wanted, currentLayer());
}

void GraphView::turn()
{
    if (!m_scene.hasGraph())
        return;
    auto wanted = wish();
    wanted.topDown = !wanted.topDown;
    requestLayout(wanted, currentLayer());
}

void GraphView::addFoldActions(QMenu *menu, int layer)
{
    const auto &layout = *m_scene.picture().layout;
    const auto &node = layout.node(layout.nodeOfLayer(layer));
    if (node.kind == GraphNode::Kind::Module) {
        menu->addAction(tr("Expand %1").arg(moduleName(layout.moduleOf(node).module)), this, &GraphView::unfoldCurrent);
        return;
    }
    for (const auto &module : modulesAround(*m_scene.picture().graph, layer)) {
        auto *action = menu->addAction(tr("Collapse %1").arg(QString::fromStdString(module)));
        connect(action, &QAction::triggered, this, [this, module, layer] {
            auto wanted = wish();
            wanted.folded.insert(module);
            requestLayout(wanted, layer);
        });
    }
}

} // namespace splitscope
