// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointer>
#include <QRect>
#include <QWidget>

#include <functional>

namespace splitscope {

/// Frames around something in a window that a guide speaks of. Lets the mouse through, takes no focus and follows what
/// it frames, wherever that moves.
class Outline : public QWidget {
    Q_OBJECT

public:
    using Areas = std::function<QList<QRect>()>;

    explicit Outline(QWidget *parent);

    /// Frames a widget. With `areas`: these parts of it, in its coordinates, asked again whenever it was painted, moved
    /// or resized. Parts outside of the widget are not shown.
    void frame(QWidget *target, Areas areas = {});
    void clear();
    /// What is framed at the moment, in the window's coordinates.
    QList<QRect> frames() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void follow();

    QPointer<QWidget> m_target;
    QList<QPointer<QWidget>> m_watched; ///< the target and what holds it
    Areas m_areas;
    QList<QRect> m_frames;    ///< in this widget's coordinates
    bool m_following = false; ///< `follow` is on its way
};

} // namespace splitscope
