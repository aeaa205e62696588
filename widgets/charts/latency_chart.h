// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/chart.h"

#include <vector>

class QCPAxisRect;

namespace splitscope {

/// The latency of every cut along the trunk, as bars of five stages. Beside them, whatever is zoomed: the picture sent
/// whole, both ends, the best plan and the present one. Where bars would be narrower than `narrowestBar`, as many as
/// fit share one: it shows the quickest of them, and in grey how far the slowest goes.
///
/// Marks: the bars at the side, then all cuts that can be made, in trunk order.
class LatencyChart : public Chart {
    Q_OBJECT

public:
    explicit LatencyChart(QWidget *parent = nullptr);

    std::string csv() const override;

    /// How many cuts share one bar at present.
    int cutsPerBar() const;
    /// The upper end of the latency axis, ms. Bars beyond it are cut off there.
    double latencyEndMs() const;

    static constexpr double narrowestBar = 4.0; ///< pixels

protected:
    void fill() override;
    void setFullRanges() override;
    QString whyEmpty() const override;
    QString emptyText() const override;
    int countMarks() const override;
    QPointF placeOf(int mark) const override;
    int markAt(const QPointF &place) const override;
    QString wordsOf(int mark) const override;
    QString tipOf(int mark) const override;
    void take(int mark) override;
    std::optional<Plan> planOf(int mark) const override;
    void paintCursor(QCPPainter &painter, int mark) override;
    bool takeMouse(QEvent *event) override;
    bool takeKey(QKeyEvent *event) override;

private:
    /// A bar that is always there.
    struct SideBar {
        QString name;
        QString longName;
        Plan plan;
        QColor color; ///< of the sign above it; invalid: none
    };
    /// Bars that share one place on the screen.
    struct Group {
        int first = 0; ///< indices into the view's bars
        int last = 0;
        int quickest = -1; ///< -1: none of them can be made
        double slowestMs = 0.0;
    };

    void fillSideBars();
    void fillLabels();
    void nameKey();
    Group groupOf(int bar) const;
    int barOf(int mark) const;
    QRectF barRect(QCPAxis *key, double from, double to, double ms) const;
    void paintStages(QCPPainter &painter, const QRectF &bar, const StageTimes &latency, bool hatched) const;
    void paintSide(QCPPainter &painter) const;
    void paintCuts(QCPPainter &painter) const;
    void paintSign(QCPPainter &painter, const QRectF &bar, const QColor &color, const QString &name) const;
    void paintLimit(QCPPainter &painter, QCPAxis *key) const;
    void findEnd();
    void stretch(double factor);

    QCPAxisRect *m_side = nullptr; // of the plot
    QCPAxisRect *m_trunk = nullptr;
    QCPAxis *m_sideKey = nullptr;
    QCPAxis *m_key = nullptr;
    QCPAxis *m_value = nullptr;     ///< of the trunk
    QCPAxis *m_sideValue = nullptr; ///< the same range
    std::vector<SideBar> m_sideBars;
    std::vector<int> m_cuts; ///< bars that can be made
    double m_mostMs = 0.0;   ///< of all bars
    double m_wantedMs = 0.0; ///< of the axis
    double m_endMs = 0.0;    ///< of the axis, steady
};

} // namespace splitscope
