// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cut.h"
#include "core/graph/layer_figures.h"
#include "core/graph/link_spec.h"
#include "widgets/live/live_view.h"

#include <QList>
#include <QObject>
#include <QRect>
#include <QTimer>

#include <optional>

namespace splitscope {

class EditHistory;
class GraphView;
class GuideBar;
class Outline;
class OverlayBox;
class Workspace;

/// A first cut in five steps, on the model that is open: the most expensive layer, the smallest place to cut, the cut
/// made there, a slower link, one task with a split point of its own. Each step frames what it speaks of and goes on
/// by itself soon after it was done; nothing is taken from the person's hands. What the guide itself changes (step
/// three begins with everything on the edge) can be undone like any other change.
class FirstCutGuide : public QObject {
    Q_OBJECT

public:
    /// All of it outlives the guide.
    struct Surroundings {
        Workspace &workspace;
        EditHistory &history;
        GraphView &graph;
        OverlayBox &overlay;
        QWidget &uplink; ///< the slider
        QWidget &stages; ///< the bars of time
        GuideBar &bar;
    };

    static constexpr int steps = 5;

    FirstCutGuide(const Surroundings &surroundings, QWidget *window);

    /// From the first step; a model is open.
    void start();
    void stop();
    bool running() const { return m_step > 0; }
    int step() const { return m_step; } ///< from 1; 0: not running

private:
    void enter(int step);
    void next();
    void back();
    /// Looks whether the step is done and shows how it stands.
    void look();
    QString title() const;
    QString sentence() const;
    /// What came of the step; nothing while it is not done.
    std::optional<QString> result() const;
    std::optional<QString> resultOfLink() const;
    void showFrames();
    void chooseTargets();
    void bringIntoSight(int layer);

    bool shows(LayerFigure figure) const;
    bool chosen(int layer) const;
    QRect boxOf(int layer) const; ///< in the graph's viewport
    QList<QRect> handles() const;
    QString bytesCrossing() const;
    QString taskOf(int layer) const;

    Surroundings m_in;
    QTimer m_readTime;  ///< for what came of a step
    Outline *m_outline; // children of the window
    Outline *m_second;
    int m_step = 0;
    bool m_done = false;
    int m_framed = 0;     ///< what the frames stand around: the step and whether its colours are shown; 0: nothing
    int m_expensive = -1; ///< layers; -1 where the model has none of the kind
    int m_smallest = -1;
    int m_ownLayer = -1; ///< of one task
    Cut m_cutBefore;     ///< when the step began
    LinkSpec m_linkBefore;
    std::optional<LiveView> m_viewBefore; ///< the last one, as the step began
    std::optional<LiveView> m_view;       ///< the newest that ran with what was asked for last
};

} // namespace splitscope
