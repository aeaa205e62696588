// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/live/live_view.h"

#include <QImage>
#include <QPixmap>
#include <QWidget>

namespace splitscope {

/// A picture as large as fits, or what stands in its place: a short text.
class PictureView : public QWidget {
    Q_OBJECT

public:
    explicit PictureView(QWidget *parent = nullptr);

    void setPicture(SharedPicture picture);
    const SharedPicture &picture() const { return m_picture; }
    void setPlaceholder(const QString &text);
    bool hasPicture() const { return !m_image.isNull(); }
    /// Stands in the picture's corner; empty: nothing does.
    void setCaption(const QString &caption);
    /// Can be clicked, and reached by keyboard. \param help what that does, for the tool tip; empty: it cannot
    void setClickable(const QString &help);
    /// Framed as the one that was clicked.
    void setChosen(bool chosen);

    QSize sizeHint() const override;

Q_SIGNALS:
    /// Or Enter or the space bar was pressed.
    void clicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    bool clickable() const { return focusPolicy() != Qt::NoFocus; }
    QPixmap shrunk(const QSize &size);
    void paintCaption(QPainter &painter, const QRect &picture) const;

    SharedPicture m_picture; ///< keeps the pixels that m_image shows
    QImage m_image;
    QPixmap m_shrunk; ///< m_image at the size it was last shown in
    QString m_placeholder;
    QString m_caption;
    bool m_chosen = false;
};

} // namespace splitscope
