// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live/picture_view.h"

#include "widgets/theme.h"

#include <QPainter>

namespace splitscope {

PictureView::PictureView(QWidget *parent)
    : QWidget(parent)
{
    setMinimumSize(48, 36);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize PictureView::sizeHint() const { return {96, 72}; }

void PictureView::setPicture(SharedPicture picture)
{
    m_picture = std::move(picture);
    const bool usable = m_picture && !m_picture->empty()
        && m_picture->rgb.size()
            >= 3U * static_cast<std::size_t>(m_picture->width) * static_cast<std::size_t>(m_picture->height);
    m_image = usable ? QImage(m_picture->rgb.data(), m_picture->width, m_picture->height, 3 * m_picture->width,
                  QImage::Format_RGB888)
                     : QImage();
    update();
}

void PictureView::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    update();
}

void PictureView::paintEvent(QPaintEvent *)
{
    const auto theme = Theme::fromPalette(palette());
    QPainter painter(this);
    if (m_image.isNull()) {
        painter.fillRect(rect(), theme.canvas);
        painter.setPen(theme.line);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
        painter.setPen(theme.mutedText);
        painter.drawText(rect().adjusted(4, 0, -4, 0), Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
        return;
    }
    const QSize size = m_image.size().scaled(this->size(), Qt::KeepAspectRatio);
    const QRect target(QPoint((width() - size.width()) / 2, (height() - size.height()) / 2), size);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(target, m_image);
    painter.setPen(theme.line); // a dark picture on a dark window still has an edge
    painter.drawRect(target.adjusted(0, 0, -1, -1));
}

} // namespace splitscope
