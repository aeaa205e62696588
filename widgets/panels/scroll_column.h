// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QScrollArea>

namespace splitscope {

/// A panel's controls in a column that scrolls up and down where there is no room, and is never narrower than what it
/// holds. A wheel that scrolls goes on scrolling over the controls that it meets.
class ScrollColumn : public QScrollArea {
    Q_OBJECT

public:
    /// Takes the widget; its controls are there already.
    explicit ScrollColumn(QWidget *inside, QWidget *parent = nullptr);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool scrolls(QObject *watched, QEvent *event);

    QElapsedTimer m_scrolled; ///< since the column was last scrolled by the wheel
};

} // namespace splitscope
