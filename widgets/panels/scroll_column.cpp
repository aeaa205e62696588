// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/scroll_column.h"

#include "widgets/panels/value_slider.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QSlider>
#include <QStyle>

namespace splitscope {

namespace {

constexpr int oneGestureMs = 400; ///< wheel events that follow each other within it belong together

} // namespace

ScrollColumn::ScrollColumn(QWidget *inside, QWidget *parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidget(inside);
    inside->installEventFilter(this);
    viewport()->installEventFilter(this);
    for (auto *child : inside->findChildren<QWidget *>()) {
        const bool takesWheel = qobject_cast<QComboBox *>(child) != nullptr || qobject_cast<QSlider *>(child) != nullptr
            || qobject_cast<QLineEdit *>(child) != nullptr || qobject_cast<ValueSlider *>(child) != nullptr;
        if (takesWheel)
            child->installEventFilter(this);
    }
}

/// A wheel that scrolls the column goes on scrolling over what it meets; a list changes only once it was chosen. Else
/// passing by would change values.
bool ScrollColumn::scrolls(QObject *watched, QEvent *event)
{
    if (verticalScrollBar()->maximum() == 0)
        return false;
    const auto *list = qobject_cast<const QComboBox *>(watched);
    const bool going = m_scrolled.isValid() && m_scrolled.elapsed() < oneGestureMs;
    if (watched != viewport() && !going && (list == nullptr || list->hasFocus()))
        return false;
    m_scrolled.start();
    if (watched == viewport())
        return false; // it scrolls by itself
    QCoreApplication::sendEvent(verticalScrollBar(), event);
    return true;
}

bool ScrollColumn::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest && watched == widget())
        setMinimumWidth(
            widget()->minimumSizeHint().width() + style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, this));
    // The area watches its own bars too: they take what is sent to them.
    const bool ours = watched != widget() && qobject_cast<QScrollBar *>(watched) == nullptr;
    if (event->type() == QEvent::Wheel && ours && scrolls(watched, event))
        return true;
    return QScrollArea::eventFilter(watched, event);
}

} // namespace splitscope
