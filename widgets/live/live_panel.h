// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/live/live_view.h"

#include <QWidget>

#include <array>
#include <optional>

class QGridLayout;
class QLabel;

namespace splitscope {

class PictureView;
class StageBars;

/// What runs: the camera's picture, each task's answer from the split pipeline beside the uncut model's and their
/// difference, and where the time of the frame went. Each of these pictures can be chosen to be shown large, in the
/// camera's place.
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

        std::array<PictureView *, 3> pictures() const { return {split, whole, difference}; }
    };
    /// Which picture stands large; nothing: the camera's.
    struct Large {
        std::size_t row = 0;
        std::size_t column = 0;

        bool operator==(const Large &) const = default;
    };

    void setRowCount(std::size_t count);
    void addHeads(bool beside);
    void addRow(std::size_t row, bool beside);
    void choose(const Large &picture);
    void showLarge();
    void showCounters();
    QString stateText() const;

    LiveView m_view;
    LiveState m_state = LiveState::Stopped;
    QLabel *m_stateLabel = nullptr;
    QLabel *m_rateLabel = nullptr;
    QLabel *m_settingsLabel = nullptr;
    PictureView *m_camera = nullptr;
    std::optional<Large> m_large;
    QGridLayout *m_grid = nullptr;
    std::vector<Row> m_rows;
    StageBars *m_stages = nullptr;
    QLabel *m_latencyLabel = nullptr;
    QLabel *m_countersLabel = nullptr;
};

} // namespace splitscope
