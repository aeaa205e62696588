// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_reading.h"

#include <QWidget>

class QLabel;

namespace splitscope {

class PictureView;

/// What crosses, before the codec and after it, side by side in the same colours.
class BeforeAfter : public QWidget {
    Q_OBJECT

public:
    explicit BeforeAfter(QWidget *parent = nullptr);

    /// \param reading null: none yet
    void setReading(const TensorReading *reading);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitHeight();

    PictureView *m_before = nullptr; // children of the widget
    PictureView *m_after = nullptr;
    QLabel *m_caption = nullptr;
    double m_aspect = 0.75; ///< height / width of the pictures
};

} // namespace splitscope
