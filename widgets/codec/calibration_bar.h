// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_reading.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace splitscope {

/// What a codec needs to know beforehand: says that a calibration is needed and offers it, shows how far it is, and
/// afterwards what it was made on. Hidden where nothing needs one.
class CalibrationBar : public QWidget {
    Q_OBJECT

public:
    explicit CalibrationBar(QWidget *parent = nullptr);

    void setStatus(const CalibrationStatus &status);

Q_SIGNALS:
    void calibrationWanted();
    void calibrationCancelled();

private:
    CalibrationStatus m_status;
    QLabel *m_words = nullptr; // children of the bar
    QProgressBar *m_progress = nullptr;
    QPushButton *m_button = nullptr;
};

} // namespace splitscope
