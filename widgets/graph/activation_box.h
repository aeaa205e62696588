// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/live/live_view.h"

#include <QWidget>

class QLabel;

namespace splitscope {

class PictureView;

/// What the chosen layer puts out for the newest frame, with the range of its values. Keeps its height, whatever it
/// shows, so that nothing moves when a picture comes.
class ActivationBox : public QWidget {
    Q_OBJECT

public:
    explicit ActivationBox(QWidget *parent = nullptr);

    /// \param picture null: none yet, or none at all; the caption says which. \param source where it comes from, for
    /// the tool tip
    void setActivation(SharedPicture picture, const QString &caption, const QString &source);

private:
    PictureView *m_picture = nullptr; // children of the box
    QLabel *m_caption = nullptr;
};

} // namespace splitscope
