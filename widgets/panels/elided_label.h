// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace splitscope {

/// One line that gives up its middle where there is no room, and then shows the whole as its tooltip: for names that
/// other people chose.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    using QLabel::QLabel;

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
};

} // namespace splitscope
