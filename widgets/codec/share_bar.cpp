// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codec/share_bar.h"

#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace splitscope {

ShareBar::ShareBar(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ShareBar::setShare(double share)
{
    m_share = std::max(0.0, share);
    update();
}

void ShareBar::paintEvent(QPaintEvent *)
{
    const auto theme = Theme::fromPalette(palette());
    QPainter painter(this);
    const QRectF area(rect());
    painter.fillRect(area, theme.line);
    // What is sent, however little, is seen.
    const double filled = m_share > 0.0 ? std::max(2.0, std::min(1.0, m_share) * area.width()) : 0.0;
    painter.fillRect(QRectF(0.0, 0.0, filled, area.height()), m_share > 1.0 ? theme.warning : theme.uplink);
}

} // namespace splitscope
