// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/cut_drag.h"
#include "widgets/graph/drag_reading.h"
#include "widgets/graph/graph_picture.h"

#include <QGraphicsScene>

#include <optional>

namespace splitscope {

class FrontierItem;
class HandleItem;

/// The picture of a model and its cut. Shows a cut that it is given; what a hand does to it is only asked for
/// (`cutRequested`), and whoever owns the cut answers with `setCut`.
class GraphScene : public QGraphicsScene {
    Q_OBJECT

public:
    explicit GraphScene(QObject *parent = nullptr);
    ~GraphScene() override;

    /// `facts` belong to the graph; without them they are worked out here.
    void setGraph(std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const GraphLayout> layout, const Cut &cut,
        std::shared_ptr<const LayerFacts> facts = {});
    void clearGraph();
    /// The same graph, drawn otherwise; cut, choice and what was found stay.
    void setLayout(std::shared_ptr<const GraphLayout> layout);
    void setFacts(std::shared_ptr<const LayerFacts> facts);
    void setOverlay(std::optional<LayerFigure> figure, OverlayScale scale);
    void setFound(std::vector<bool> found); ///< by layer; empty: nothing is searched for
    bool hasGraph() const { return m_picture.graph != nullptr; }
    void setCut(const Cut &cut);
    const Cut &cut() const { return m_cut; } ///< as last given, not the one in the hand
    void setCutEvaluator(CutFiguresOf evaluator) { m_evaluator = std::move(evaluator); }
    void setTheme(const Theme &theme);
    void setCurrentLayer(int layer); ///< -1: none

    const GraphPicture &picture() const { return m_picture; }
    const Frontier &frontier() const { return m_frontier; }
    bool dragging() const { return m_drag.has_value(); }
    void cancelDrag();
    /// What the split point in the hand means; nothing when none is held, or it was not moved yet.
    const std::optional<DragReading> &dragReading() const { return m_dragReading; }
    QPointF dragPosition() const; ///< of the split point in the hand, where it snapped to
    /// What one cut means against another, told from the split point after a layer.
    DragReading readingOf(const Cut &cut, const Cut &before, int lastLayer) const;

Q_SIGNALS:
    void cutRequested(const splitscope::Cut &cut);
    void currentLayerChanged(int layer);
    void dragMoved();

private:
    void makeItems();
    void makeOverlay();
    void showCut(const Cut &cut, bool slide);
    void matchHandles(bool slide);
    void addHandle(const CutHandle &handle);
    void measureRoom();
    void take(HandleItem *item);
    void pull(const QPointF &point);
    void release();

    GraphPicture m_picture;
    std::optional<LayerFigure> m_figure = LayerFigure::Macs;
    OverlayScale m_scale = OverlayScale::Linear;
    Cut m_cut;
    Frontier m_frontier;
    FrontierItem *m_frontierItem = nullptr; // the scene owns its items
    QList<HandleItem *> m_handles;
    std::optional<CutDrag> m_drag;
    HandleItem *m_held = nullptr;
    Cut m_dragCut;
    int m_dragLayer = TensorRef::input; ///< that the split point in the hand follows
    CutFiguresOf m_evaluator;
    std::optional<DragReading> m_dragReading;
    QPointF m_dragPoint;
};

} // namespace splitscope
