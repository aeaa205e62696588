// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/chart.h"

#include <vector>

namespace splitscope {

/// Latency against the uplink rate: constant + transfer / effective rate, the effective rate being no more than what
/// loss allows (core/planning/link_model.h).
struct RateLine {
    double constantMs = 0.0;
    double msTimesMbps = 0.0;
    double capMbps = 0.0; ///< infinite: none

    double at(double mbps) const;
};

/// The line of a plan whose figures hold at `mbps` on this link.
RateLine rateLine(const Plan &plan, const LinkSpec &link, double mbps);
/// The line of an end, from the bytes that it sends in `tensors` tensors; its figures may be of a link without shape.
RateLine rateLineOfEnd(const Plan &end, const LinkSpec &link, int tensors);

/// Where a split wins: the best plan for every uplink rate, everything else as in the context. The bands are named; the
/// line of the least latency runs through them, with the ends and the picture beside it; the present rate is a line
/// that a hand can drag, and Shift with Left and Right moves by an eighth.
///
/// Marks: the bands, slowest first.
class RateChart : public Chart {
    Q_OBJECT

public:
    explicit RateChart(QWidget *parent = nullptr);

    std::string csv() const override;

    /// The rate that the line stands at; 0 where the link has none.
    double rateMbps() const;
    /// Where a pointer takes hold of the line, in the chart.
    QPoint ratePlace() const;
    QPoint placeOfRate(double mbps) const;
    /// The line through the bands.
    double latencyAt(double mbps) const;

Q_SIGNALS:
    void uplinkRequested(double mbps);

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
    struct Comparison {
        QString name;
        RateLine line;
        QColor color;
        Qt::PenStyle style;
    };

    void fillComparisons();
    int bandAt(double mbps) const;
    void request(double mbps);
    bool nearRate(const QPointF &place) const;
    void paintBands(QCPPainter &painter) const;
    void paintLines(QCPPainter &painter) const;
    void paintRate(QCPPainter &painter) const;

    QCPAxis *m_key = nullptr; // of the plot
    QCPAxis *m_value = nullptr;
    std::vector<RateLine> m_bandLines; ///< beside the view's bands
    std::vector<Comparison> m_comparisons;
    double m_endMs = 0.0;
    bool m_held = false;             ///< the line is under a hand
    std::optional<double> m_dragged; ///< the rate under a hand, until the view follows
};

} // namespace splitscope
