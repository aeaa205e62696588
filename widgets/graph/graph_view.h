// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_scene.h"

#include <QGraphicsView>

class QLabel;

namespace splitscope {

class Minimap;

/// The instrument's screen: the model's layers from left to right, the cut through them, and hands for both.
/// Mouse: drag a knob to move its split point; wheel zooms at the pointer; middle button or Space drags the picture; a
/// click chooses a layer, the context menu cuts there. Keys: arrows walk layers, Shift+left/right move the split point
/// of the chosen layer's branch, Shift+up/down go from one split point to the next, F fits, 1 is 100 %, +/- zoom, Esc
/// lets go.
class GraphView : public QGraphicsView {
    Q_OBJECT

public:
    explicit GraphView(QWidget *parent = nullptr);
    ~GraphView() override;

    /// `layout` is layoutGraph(*graph). Shows the part around the cut, or everything if that stays readable.
    void setGraph(std::shared_ptr<const LayerGraph> graph, std::shared_ptr<const GraphLayout> layout, const Cut &cut);
    void clearGraph();
    void setCut(const Cut &cut);

    GraphScene &graphScene() { return m_scene; }
    int currentLayer() const { return m_scene.picture().currentLayer; }
    void setCurrentLayer(int layer);
    double zoom() const { return transform().m11(); }
    /// Centre of a layer's box, or of a knob, in the viewport.
    QPoint viewportPositionOf(const QPointF &scenePoint) const { return mapFromScene(scenePoint); }

public Q_SLOTS:
    void fitAll();
    void showAtFullSize();
    void zoomIn();
    void zoomOut();
    void showCutPlace(); ///< brings the cut to the middle

Q_SIGNALS:
    /// A hand asks for this cut.
    void cutRequested(const splitscope::Cut &cut);
    void currentLayerChanged(int layer);

protected:
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent *event) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;

private:
    void zoomTo(double scale);
    void showWell();
    void walk(int key);
    void moveSplitPoint(bool towardsOutput);
    void nextSplitPoint(int step);
    void requestCut(const Cut &cut);
    void showDragText();
    void placeMinimap();
    double resultLabelWidth() const;
    void paintGroupLabels(QPainter *painter, const QRectF &rect) const;
    void paintResultLabels(QPainter *painter) const;
    void paintSideNames(QPainter *painter) const;
    int layerAt(const QPoint &viewportPoint) const;

    static constexpr int labelPixels = 12; ///< of captions that keep their size at every zoom

    GraphScene m_scene;
    Minimap *m_minimap = nullptr; // children of the view
    QLabel *m_dragLabel = nullptr;
    bool m_placed = false; ///< the first view of this graph was chosen at a real size
    bool m_panning = false;
    bool m_spaceHeld = false;
    QPoint m_panFrom;
};

} // namespace splitscope
