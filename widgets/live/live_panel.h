// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/live/live_view.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace splitscope {

class PictureView;
class StageBars;

/// What runs: the camera's picture, each task's answer from the split pipeline beside the uncut model's and their
/// difference, and where the time of the frame went.
class LivePanel : public QWidget {
    Q_OBJECT

public:
    explicit LivePanel(QWidget *parent = nullptr);

    void setView(const LiveView &view);
    void setState(LiveState state);
    LiveState state() const { return m_state; }
    void clear();
    /// "Next frame: ..." or "In use since frame 12": which settings the pictures are of.
    void setSettingsText(const QString &text);
    const LiveView &view() const { return m_view; }

    QSize sizeHint() const override;

private:
    struct Row {
        QLabel *name = nullptr;
        QLabel *agreement = nullptr;
        PictureView *split = nullptr;
        PictureView *whole = nullptr;
        PictureView *difference = nullptr;
    };

    void setRowCount(std::size_t count);
    void showCounters();
    QString stateText() const;

    LiveView m_view;
    LiveState m_state = LiveState::Stopped;
    QLabel *m_stateLabel = nullptr;
    QLabel *m_rateLabel = nullptr;
    QLabel *m_settingsLabel = nullptr;
    PictureView *m_camera = nullptr;
    QGridLayout *m_grid = nullptr;
    std::vector<Row> m_rows;
    StageBars *m_stages = nullptr;
    QLabel *m_latencyLabel = nullptr;
    QLabel *m_countersLabel = nullptr;
};

} // namespace splitscope
