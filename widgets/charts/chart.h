// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/planning/planning_view.h"
#include "widgets/graph/graph_export.h"

#include <QPointF>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

class QCPAxis;
class QCPPainter;
class QCustomPlot;
class QLabel;
class QStackedLayout;
class QTimer;

namespace splitscope {

class ChartHeader;
struct Theme;

/// What all charts share: they take a view, draw it with the palette's colours, and say what a hand or a key asked for.
///
/// A chart's things that can be pointed at are its marks, numbered in the order in which the arrow keys walk them:
/// Left and Right one, PageUp and PageDown ten, Home and End to the first and last, Enter takes. Wheel and drag zoom
/// and pan, + and - zoom, 0 or a double click shows all again. A chart that is not seen is filled when it is.
class Chart : public QWidget {
    Q_OBJECT

public:
    ~Chart() override;

    /// Null: nothing is open. Cheap while the chart is hidden.
    void setView(std::shared_ptr<const PlanningView> view);
    const std::shared_ptr<const PlanningView> &view() const { return m_view; }

    const QString &title() const { return m_title; }
    /// What stands beside the title: the chart's answer in words.
    QString note() const;
    /// Why there is no chart to see; empty if there is one.
    QString stateText() const;

    /// As it is seen, with title and units, for writeSvg, writePdf and writePng. Empty picture where there is none.
    GraphRecording recording();
    /// The figures of all marks as comma-separated values, in the units of their headings.
    virtual std::string csv() const = 0;

    int markCount() const; ///< 0 before the chart was first seen
    int currentMark() const { return m_mark; }
    void setCurrentMark(int mark);    ///< -1: none
    QString markText(int mark) const; ///< one plain line
    QPoint markPlace(int mark) const; ///< in the chart, where a pointer finds it

    bool isZoomed() const { return m_zoomed; }

public Q_SLOTS:
    void showAll();
    void zoomBy(double factor); ///< above 1: closer

Q_SIGNALS:
    /// A hand asks for this cut, or for this whole deployment.
    void cutRequested(const splitscope::Cut &cut);
    void planRequested(const splitscope::Plan &plan);
    void pinRequested(const splitscope::Plan &plan);
    /// The window chooses the file and writes `recording()` or `csv()` beside its thread.
    void pictureExportRequested();
    void tableExportRequested();

protected:
    explicit Chart(const QString &title, QWidget *parent);

    QCustomPlot *plot() const { return m_plot; }
    ChartHeader *header() const { return m_header; }
    Theme theme() const;

    /// Fills the chart from the view, which is there.
    virtual void fill() = 0;
    /// Sets the ranges of the axes that show everything.
    virtual void setFullRanges() = 0;
    /// Why the view holds nothing for this chart; empty if it does.
    virtual QString whyEmpty() const = 0;
    virtual QString emptyText() const = 0; ///< what to do when nothing is open
    virtual int countMarks() const = 0;
    virtual QPointF placeOf(int mark) const = 0;        ///< pixels of the plot
    virtual int markAt(const QPointF &place) const = 0; ///< -1: none there
    virtual QString wordsOf(int mark) const = 0;
    virtual QString tipOf(int mark) const = 0; ///< rich text
    virtual void take(int mark) = 0;
    virtual std::optional<Plan> planOf(int mark) const = 0; ///< absent: a mark is no whole plan
    virtual void paintCursor(QCPPainter &painter, int mark) = 0;
    /// Gets mouse events of the plot before it zooms and pans; true: done with.
    virtual bool takeMouse(QEvent *) { return false; }
    virtual bool takeKey(QKeyEvent *) { return false; }

    /// Draws between the grid and the axes, clipped to the rectangle of the two, when there is something to draw.
    void paintWithin(QCPAxis *key, QCPAxis *value, const std::function<void(QCPPainter &)> &paint);
    /// An axis that is zoomed and panned within what `bounds` says, and follows the palette.
    void useAxis(QCPAxis *axis, const std::function<std::pair<double, double>()> &bounds);
    /// Says in the header what the view says of itself before the chart's own words.
    void setNote(const QString &words);
    void redraw(); ///< with the next frame
    /// After something else than the view changed. \param whole shows all, whatever was zoomed.
    void refill(bool whole = false);

    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    struct UsedAxis {
        QCPAxis *axis = nullptr;
        std::function<std::pair<double, double>()> bounds;
        std::pair<double, double> full; ///< as last shown whole
    };

    void makePlot();
    void applyTheme();
    void ensureFilled();
    void hover(const QPointF &place, const QPoint &onScreen);
    void click(const QPointF &place);
    void takeAt(const QPointF &place);
    void keepWithin(UsedAxis &used);
    void fillRanges();
    bool walk(int key);
    void showTip(int mark, const QPoint &onScreen);
    void redrawCursor();
    bool watchMouse(QEvent *event);

    QString m_title;
    std::shared_ptr<const PlanningView> m_view;
    QStackedLayout *m_pages = nullptr; // children of the widget
    QLabel *m_message = nullptr;
    QCustomPlot *m_plot = nullptr;
    ChartHeader *m_header = nullptr; // of the plot
    QTimer *m_click = nullptr;       ///< a click that may yet become a double click
    std::vector<UsedAxis> m_axes;
    std::optional<QPointF> m_pressed;
    QPointF m_clicked;
    bool m_stale = true;     ///< the view was not looked at yet
    bool m_drawable = false; ///< it was, and there is something to draw
    bool m_zoomed = false;
    bool m_settingRanges = false; ///< not by a hand
    bool m_recording = false;
    int m_mark = -1;
};

} // namespace splitscope
