// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/chart.h"

#include <vector>

namespace splitscope {

/// The model by depth: bytes of each layer's outputs (bars), all that would cross if the cut were after it (stepped
/// line), and the share of the work done up to it (line, right axis: of the measured time, and of the MACs). Behind
/// them the side of each layer in the present cut; across them the input tensor and the picture, which could be sent
/// instead. Where layers are narrower than a pixel, the largest of them shows.
///
/// Marks: the layers in order. Taking one asks for the cut after it and all that it needs.
class ProfileChart : public Chart {
    Q_OBJECT

public:
    explicit ProfileChart(QWidget *parent = nullptr);

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
    std::optional<Plan> planOf(int) const override { return std::nullopt; }
    void paintCursor(QCPPainter &painter, int mark) override;

private:
    /// Layers that share one place on the screen: the largest of each figure.
    struct Group {
        int first = 0;
        int last = 0;
        double bytes = 0.0;
        double crossing = 0.0;
    };

    Group groupOf(int layer) const;
    QStringList factsOf(int layer) const;
    std::pair<double, double> layerRange() const;
    double inputBytes() const; ///< of the tensor that the edge end sends
    bool hasTimes() const;
    void paintSides(QCPPainter &painter) const;
    void paintCut(QCPPainter &painter) const;
    void paintBytes(QCPPainter &painter) const;
    void paintWork(QCPPainter &painter) const;
    void paintSent(QCPPainter &painter, double bytes, const QString &name) const;

    QCPAxis *m_key = nullptr; // of the plot
    QCPAxis *m_bytes = nullptr;
    QCPAxis *m_work = nullptr;
};

} // namespace splitscope
