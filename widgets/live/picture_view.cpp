// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live/picture_view.h"

#include "widgets/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
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
    m_shrunk = {};
    update();
}

void PictureView::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    update();
}

void PictureView::setCaption(const QString &caption)
{
    m_caption = caption;
    update();
}

void PictureView::setClickable(const QString &help)
{
    setFocusPolicy(help.isEmpty() ? Qt::NoFocus : Qt::StrongFocus);
    setCursor(help.isEmpty() ? Qt::ArrowCursor : Qt::PointingHandCursor);
    setToolTip(help);
}

void PictureView::setChosen(bool chosen)
{
    m_chosen = chosen;
    update();
}

/// Averaged, so that thin lines stay: a painter picks single pixels where it shrinks much.
QPixmap PictureView::shrunk(const QSize &size)
{
    const auto pixels = (QSizeF(size) * devicePixelRatioF()).toSize();
    if (m_shrunk.isNull() || m_shrunk.size() != pixels)
        m_shrunk =
            QPixmap::fromImage(m_image.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation), Qt::ColorOnly);
    return m_shrunk;
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
    if (size.width() * devicePixelRatioF() < m_image.width() && !size.isEmpty())
        painter.drawPixmap(target, shrunk(size));
    else
        painter.drawImage(target, m_image);
    const bool framed = m_chosen || hasFocus();
    painter.setPen(framed ? QPen(theme.focus, 2) : QPen(theme.line)); // a dark picture on a dark window has an edge
    painter.drawRect(framed ? target.adjusted(1, 1, -1, -1) : target.adjusted(0, 0, -1, -1));
    paintCaption(painter, target);
}

void PictureView::paintCaption(QPainter &painter, const QRect &picture) const
{
    if (m_caption.isEmpty())
        return;
    const auto theme = Theme::fromPalette(palette());
    const auto shown = fontMetrics().elidedText(m_caption, Qt::ElideMiddle, picture.width() - 16);
    QRect plate(QPoint(), QSize(fontMetrics().horizontalAdvance(shown) + 8, fontMetrics().height()));
    plate.moveBottomLeft(picture.bottomLeft() + QPoint(1, -1));
    painter.fillRect(plate, theme.plainCard);
    painter.setPen(theme.text);
    painter.drawText(plate, Qt::AlignCenter, shown);
}

void PictureView::mousePressEvent(QMouseEvent *event)
{
    if (!clickable() || event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    Q_EMIT clicked();
}

void PictureView::keyPressEvent(QKeyEvent *event)
{
    const bool pressed =
        event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!clickable() || !pressed)
        return QWidget::keyPressEvent(event);
    Q_EMIT clicked();
}

} // namespace splitscope
