// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/graph/graph_picture.h"

#include <QAbstractButton>

namespace splitscope {

/// What the overlay's colours mean: figure, unit and scale, in a corner of the graph. A click or the Space key changes
/// between a linear and a logarithmic scale.
class OverlayLegend : public QAbstractButton {
    Q_OBJECT

public:
    /// The picture outlives the legend.
    explicit OverlayLegend(const GraphPicture &picture, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    void refresh(); ///< after the picture's overlay or theme changed

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString title() const;

    const GraphPicture &m_picture;
};

} // namespace splitscope
