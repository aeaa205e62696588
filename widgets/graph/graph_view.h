// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_scene.h"
#include "widgets/live/live_view.h"

#include <QGraphicsView>

#include <chrono>

class QGestureEvent;
class QLabel;
class QMenu;
class QTimer;

namespace splitscope {

class LayerCard;
class Minimap;
class OverlayLegend;

/// The instrument's screen: the model's layers along the data flow, the cut through them, and hands for both.
/// Mouse: drag a knob to move its split point; wheel zooms at the pointer; middle button or Space drags the picture; a
/// click chooses a layer, the context menu cuts and folds there, a double click opens or closes a module. Keys: arrows
/// walk layers, Ctrl and arrows move the picture, Shift and arrows along the flow move the split point of the chosen
/// layer's branch, Shift and arrows across it go from one split point to the next (what the move costs is said beside
/// it, as in a drag), F fits, Z fits the chosen layer, 1 is 100 %, +/- zoom, C closes and O opens the module of the
/// chosen layer, T turns the picture, Esc lets go.
class GraphView : public QGraphicsView {
    Q_OBJECT

public:
    explicit GraphView(QWidget *parent = nullptr);
    ~GraphView() override;

    /// `layout` is of that graph, `facts` too (without them they are worked out here). Shows the part around the cut,
    /// or everything if that stays readable.
    void setGraph(std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const GraphLayout> layout, const Cut &cut,
        std::shared_ptr<const LayerFacts> facts = {});
    void clearGraph();
    void setCut(const Cut &cut);
    /// The answer to `layoutRequested`. What the wish started from stays where it was on the screen.
    void setLayout(std::shared_ptr<const GraphLayout> layout);
    void setFacts(std::shared_ptr<const LayerFacts> facts);
    void setOverlay(std::optional<LayerFigure> figure, OverlayScale scale);
    /// Whom a drag asks what a cut costs; without one it says only which bytes cross.
    void setCutEvaluator(CutFiguresOf evaluator) { m_scene.setCutEvaluator(std::move(evaluator)); }
    void setFound(std::vector<bool> found);
    /// For the chosen layer's card: as LayerCard::setActivation.
    void setActivation(SharedPicture picture, const QString &caption, const QString &source);
    void clearActivation();
    bool showsCard() const; ///< of the chosen layer

    GraphScene &graphScene() { return m_scene; }
    const GraphScene &graphScene() const { return m_scene; }
    int currentLayer() const { return m_scene.picture().currentLayer; }
    void setCurrentLayer(int layer);
    /// The layers of the chosen box: one, or all of a folded module; none where nothing is chosen.
    std::vector<int> currentLayers() const;
    double zoom() const { return transform().m11(); }
    /// Centre of a layer's box, or of a knob, in the viewport.
    QPoint viewportPositionOf(const QPointF &scenePoint) const { return mapFromScene(scenePoint); }

public Q_SLOTS:
    void fitAll();
    void fitCurrent();
    void showAtFullSize();
    void zoomIn();
    void zoomOut();
    void showCutPlace(); ///< brings the cut to the middle
    void putCurrentOnDevice();
    void putCurrentOnEdge();
    void moveSplitPoint(bool towardsOutput); ///< of the chosen layer's branch, by one layer
    void foldCurrent();
    void unfoldCurrent();
    void foldAll(); ///< the outermost modules
    void unfoldAll();
    void turn(); ///< left to right, or top down

Q_SIGNALS:
    /// A hand asks for this cut.
    void cutRequested(const splitscope::Cut &cut);
    void currentLayerChanged(int layer);
    void layoutRequested(const splitscope::LayoutWish &wish);
    void overlayScaleRequested(splitscope::OverlayScale scale);
    /// Why something that was asked for cannot be done.
    void refused(const QString &sentence);

protected:
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent *event) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;

private:
    void makeOverlays();
    void zoomTo(double scale);
    void zoomAt(const QPoint &viewportPoint, double factor);
    bool pinch(QGestureEvent *event);
    void showWell();
    void arrowKey(int key, bool shift);
    void walk(int key);
    void nextSplitPoint(int step);
    void requestCut(const Cut &cut);
    void requestCutOrSay(const Cut &cut);
    void requestLayout(const LayoutWish &wish, int anchorLayer);
    void addFoldActions(QMenu *menu, int layer);
    void bringIntoSight(const QRectF &box);
    void showDragText();
    void showReading(const DragReading &reading, const QPointF &scenePosition);
    void endKeyReading();
    void placeMinimap();
    void placeLegend();
    void refreshCard();
    double resultLabelWidth() const;
    void paintGroupLabels(QPainter *painter, const QRectF &rect) const;
    void paintResultLabels(QPainter *painter) const;
    void paintSideNames(QPainter *painter) const;
    void paintSideNamesBeside(QPainter *painter, const QFont &font, const QPointF &end) const;
    int layerAt(const QPoint &viewportPoint) const;
    const LayoutWish &wish() const { return m_scene.picture().layout->wish; }

    static constexpr std::chrono::milliseconds readingTime{3000};
    static constexpr int labelPixels = 12; ///< of captions that keep their size at every zoom

    GraphScene m_scene;
    Minimap *m_minimap = nullptr; // children of the view
    OverlayLegend *m_legend = nullptr;
    LayerCard *m_card = nullptr;
    QLabel *m_dragLabel = nullptr;
    QTimer *m_readingTime = nullptr; ///< how long a reading stays after a key moved a split point
    int m_anchorLayer = -1;          ///< that stays in its place when a new layout comes
    bool m_cardWanted = false;       ///< a layer was chosen for its own sake, not by holding its knob
    bool m_placed = false;           ///< the first view of this graph was chosen at a real size
    bool m_panning = false;
    bool m_spaceHeld = false;
    QPoint m_panFrom;
};

} // namespace splitscope
