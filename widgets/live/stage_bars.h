// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/frame_result.h"
#include "widgets/charts/stage_style.h"

#include <QWidget>

#include <array>

namespace splitscope {

/// Where the time of a frame went: one bar of five parts to a scale that stands still, and each part's milliseconds
/// below with its colour and pattern.
class StageBars : public QWidget {
    Q_OBJECT

public:
    explicit StageBars(QWidget *parent = nullptr);

    void setStages(const StageTimes &stages, bool modelled);
    void clear();
    /// The milliseconds that the whole width of the bar stands for.
    double scaleMs() const { return m_scaleMs; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Stage {
        QString name;
        Ink ink;
        double ms = 0.0;
    };

    std::array<Stage, 5> stages() const;
    int rowHeight() const;
    int columnsIn(int width) const;
    QRect rowOf(int place) const; ///< of the names and figures below the bar
    QString tipAt(const QPoint &point) const;

    StageTimes m_stages;
    bool m_modelled = false;
    bool m_filled = false;
    double m_scaleMs = 0.0;
};

} // namespace splitscope
