// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/live/live_view.h"

#include <QImage>
#include <QWidget>

namespace splitscope {

/// A picture as large as fits, or what stands in its place: a short text.
class PictureView : public QWidget {
    Q_OBJECT

public:
    explicit PictureView(QWidget *parent = nullptr);

    void setPicture(SharedPicture picture);
    void setPlaceholder(const QString &text);
    bool hasPicture() const { return !m_image.isNull(); }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    SharedPicture m_picture; ///< keeps the pixels that m_image shows
    QImage m_image;
    QString m_placeholder;
};

} // namespace splitscope
