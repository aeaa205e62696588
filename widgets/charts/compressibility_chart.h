// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_reading.h"
#include "widgets/charts/chart.h"

#include <vector>

namespace splitscope {

/// How well each cut compresses, by depth: the fewest bytes that keep every task within the loss, beside the bytes
/// without a codec, on a logarithmic axis. What the picture would take stands across; the present cut is a line, and
/// the fewest bytes of all carry a ring.
///
/// Marks: the study's cuts that the open model has, in order of depth. Taking one asks for its cut; with Shift for its
/// codec too.
class CompressibilityChart : public Chart {
    Q_OBJECT

public:
    explicit CompressibilityChart(QWidget *parent = nullptr);

    /// Null: no study was made.
    void setStudy(std::shared_ptr<const Compressibility> study);

    std::string csv() const override;

Q_SIGNALS:
    /// A hand asks for this cut together with the codec that keeps the loss there.
    void cutWithCodecRequested(const splitscope::Cut &cut, const splitscope::Codec &codec);

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
    struct Point {
        CompressibilityPoint said;
        Cut cut;
    };

    QString lossText() const;
    QString nameOf(const Point &point) const;
    QStringList factsOf(const Point &point) const;
    std::pair<double, double> depthRange() const;
    const Point *fewest() const; ///< of all points; null: none keeps the loss
    double xOf(const Point &point) const;
    void readStudy();
    void paintCut(QCPPainter &painter) const;
    void paintRaw(QCPPainter &painter) const;
    void paintCoded(QCPPainter &painter) const;
    void paintPicture(QCPPainter &painter) const;

    std::shared_ptr<const Compressibility> m_study;
    std::vector<Point> m_points; ///< of the study, by depth
    QCPAxis *m_key = nullptr;    // of the plot
    QCPAxis *m_bytes = nullptr;
};

} // namespace splitscope
