// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/chart.h"
#include "widgets/charts/plan_figure.h"

#include <vector>

namespace splitscope {

/// Plans by any two of their figures. Front: the plans that no other equals or beats in latency, energy and bytes; a
/// stepped line joins those of them that are not beaten in the two figures that are shown. Beside them the ends, the
/// picture, the present plan and the pinned ones, by their letters.
///
/// Marks: front (quickest first), then the others. Plans whose figure is not known are left out.
class ParetoChart : public Chart {
    Q_OBJECT

public:
    explicit ParetoChart(QWidget *parent = nullptr);

    /// Figures that at least one plan of the view knows; latency and bytes always.
    std::vector<PlanFigure> knownFigures() const;
    void setFigures(PlanFigure across, PlanFigure up);
    PlanFigure across() const { return m_across; }
    PlanFigure up() const { return m_up; }

    /// Every plan that is shown, with all its figures.
    std::string csv() const override;

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

private:
    enum class Kind { Front, End, Now, Pin };
    struct Point {
        Kind kind = Kind::Front;
        QString name; ///< beside it; empty for the front
        Plan plan;
        double across = 0.0;
        double up = 0.0;
    };

    void collect();
    void addPoint(Kind kind, const QString &name, const Plan &plan);
    void setAxis(QCPAxis *axis, PlanFigure figure, double Point::*value);
    std::pair<double, double> span(double Point::*value) const;
    bool logarithmic(double Point::*value) const;
    std::vector<QPointF> frontLine() const; ///< pixels
    void paintPoints(QCPPainter &painter) const;
    void paintNames(QCPPainter &painter) const;
    QRectF placeOfName(int mark, const QSizeF &size, const std::vector<QRectF> &taken) const;
    void paintLimit(QCPPainter &painter, QCPAxis *axis, PlanFigure figure) const;

    QCPAxis *m_key = nullptr; // of the plot
    QCPAxis *m_value = nullptr;
    PlanFigure m_across = PlanFigure::Latency;
    PlanFigure m_up = PlanFigure::Bytes;
    std::vector<Point> m_points;
};

} // namespace splitscope
