// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace splitscope {

/// A bar that is filled to the part of a whole that is sent, in the uplink's colour.
class ShareBar : public QWidget {
    Q_OBJECT

public:
    explicit ShareBar(QWidget *parent = nullptr);

    void setShare(double share); ///< 0..1; more fills it whole, in the warning's colour
    double share() const { return m_share; }

    QSize sizeHint() const override { return {80, 8}; }
    QSize minimumSizeHint() const override { return {24, 8}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_share = 0.0;
};

} // namespace splitscope
