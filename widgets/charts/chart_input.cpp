// SPDX-License-Identifier: GPL-3.0-or-later
// What hands and keys do in any chart.
#include "widgets/charts/chart.h"

#include "widgets/charts/plot_parts.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QStyleHints>
#include <QTimer>
#include <QToolTip>

#include <algorithm>

namespace splitscope {

namespace {

constexpr int pageStep = 10; ///< marks
constexpr double keyZoom = 1.25;

} // namespace

bool Chart::eventFilter(QObject *watched, QEvent *event)
{
    return watched == m_plot && (takeMouse(event) || watchMouse(event)) ? true : QWidget::eventFilter(watched, event);
}

/// Looks on while QCustomPlot zooms and pans; true only where it must not see the event.
bool Chart::watchMouse(QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress: {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (mouse->button() == Qt::LeftButton)
            m_pressed = mouse->position();
        setFocus(Qt::MouseFocusReason);
        QToolTip::hideText();
        return false;
    }
    case QEvent::MouseMove: {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (mouse->buttons() == Qt::NoButton)
            hover(mouse->position(), mouse->globalPosition().toPoint());
        return false;
    }
    case QEvent::MouseButtonRelease: {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (mouse->button() != Qt::LeftButton || !m_pressed)
            return false;
        const auto way = mouse->position() - *m_pressed;
        m_pressed.reset();
        if (way.manhattanLength() < QApplication::startDragDistance())
            click(mouse->position());
        return false;
    }
    case QEvent::MouseButtonDblClick:
        m_pressed.reset();
        m_click->stop();
        showAll();
        return true;
    case QEvent::Leave:
        if (!hasFocus())
            setCurrentMark(-1);
        return false;
    default:
        return false;
    }
}

void Chart::hover(const QPointF &place, const QPoint &onScreen)
{
    const int mark = markCount() > 0 ? markAt(place) : -1;
    m_plot->setCursor(mark >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (mark == m_mark && mark < 0)
        return;
    if (mark >= 0)
        showTip(mark, onScreen);
    else
        QToolTip::hideText();
    setCurrentMark(mark);
}

void Chart::showTip(int mark, const QPoint &onScreen) { QToolTip::showText(onScreen, tipOf(mark), m_plot); }

/// While the chart is zoomed a double click means something, so that a click waits for the second one.
void Chart::click(const QPointF &place)
{
    if (!m_zoomed) {
        takeAt(place);
        return;
    }
    m_clicked = place;
    m_click->start(QGuiApplication::styleHints()->mouseDoubleClickInterval());
}

void Chart::takeAt(const QPointF &place)
{
    const int mark = markCount() > 0 ? markAt(place) : -1;
    if (mark < 0)
        return;
    setCurrentMark(mark);
    take(mark);
}

bool Chart::walk(int key)
{
    const int last = markCount() - 1;
    if (last < 0)
        return false;
    int mark = m_mark;
    switch (key) {
    case Qt::Key_Right:
        mark = mark + 1;
        break;
    case Qt::Key_Left:
        mark = mark < 0 ? last : mark - 1;
        break;
    case Qt::Key_PageDown:
        mark = mark + pageStep;
        break;
    case Qt::Key_PageUp:
        mark = mark - pageStep;
        break;
    case Qt::Key_Home:
        mark = 0;
        break;
    case Qt::Key_End:
        mark = last;
        break;
    default:
        return false;
    }
    setCurrentMark(std::clamp(mark, 0, last));
    showTip(m_mark, mapToGlobal(markPlace(m_mark)));
    return true;
}

void Chart::keyPressEvent(QKeyEvent *event)
{
    if (takeKey(event) || (event->modifiers() == Qt::NoModifier && walk(event->key())))
        return;
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_mark >= 0 && m_mark < markCount())
            take(m_mark);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomBy(keyZoom);
        return;
    case Qt::Key_Minus:
        zoomBy(1.0 / keyZoom);
        return;
    case Qt::Key_0:
        showAll();
        return;
    case Qt::Key_Escape:
        QToolTip::hideText();
        setCurrentMark(-1);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void Chart::contextMenuEvent(QContextMenuEvent *event)
{
    if (markCount() == 0)
        return;
    if (event->reason() == QContextMenuEvent::Mouse)
        setCurrentMark(markAt(m_plot->mapFrom(this, event->pos())));
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("chartMenu"));
    const int mark = m_mark;
    if (mark >= 0) {
        menu.addAction(tr("Use this"), this, [this, mark] { take(mark); });
        if (const auto plan = planOf(mark))
            menu.addAction(tr("Pin this plan"), this, [this, plan] { Q_EMIT pinRequested(*plan); });
        menu.addSeparator();
    }
    menu.addAction(tr("Show all"), this, &Chart::showAll)->setEnabled(m_zoomed);
    menu.addAction(tr("Export picture\u2026"), this, &Chart::pictureExportRequested);
    menu.addAction(tr("Export table\u2026"), this, &Chart::tableExportRequested);
    menu.exec(event->globalPos());
}

void Chart::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    redrawCursor();
}

void Chart::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    setCurrentMark(-1);
}

} // namespace splitscope
