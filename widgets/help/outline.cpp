// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/help/outline.h"

#include "widgets/theme.h"

#include <QEvent>
#include <QPainter>

#include <utility>

namespace splitscope {

namespace {

constexpr int margin = 6; ///< between what is framed and its frame
constexpr int stroke = 3;

} // namespace

Outline::Outline(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("guideOutline"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void Outline::frame(QWidget *target, Areas areas)
{
    clear();
    m_target = target;
    m_areas = std::move(areas);
    if (target->window() != parentWidget())
        setParent(target->window()); // a dock that floats is a window of its own
    for (auto *widget = target; widget && widget != parentWidget(); widget = widget->parentWidget()) {
        widget->installEventFilter(this);
        m_watched << widget;
    }
    follow();
}

void Outline::clear()
{
    for (const auto &widget : std::as_const(m_watched)) {
        if (widget)
            widget->removeEventFilter(this);
    }
    m_watched.clear();
    m_target = nullptr;
    m_areas = {};
    m_frames.clear();
    hide();
}

bool Outline::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Paint:
        if (watched != m_target)
            break;
        [[fallthrough]];
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide:
        if (!std::exchange(m_following, true)) // once, after what is going on is over
            QMetaObject::invokeMethod(
                this, [this] { follow(); }, Qt::QueuedConnection);
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void Outline::follow()
{
    m_following = false;
    if (!m_target || !m_target->isVisible())
        return hide();
    QList<QRect> places;
    const auto inside = m_target->rect();
    for (const auto &area : m_areas ? m_areas() : QList<QRect>{inside}) {
        const auto seen = m_areas ? area.intersected(inside) : area;
        if (!seen.isEmpty())
            places << QRect(m_target->mapTo(parentWidget(), seen.topLeft()), seen.size())
                          .adjusted(-margin, -margin, margin, margin)
                          .intersected(parentWidget()->rect());
    }
    QRect around;
    for (const auto &place : std::as_const(places))
        around |= place;
    if (places.isEmpty())
        return hide();
    for (auto &place : places)
        place.translate(-around.topLeft());
    if (isVisible() && around == geometry() && places == m_frames)
        return;
    m_frames = places;
    setGeometry(around);
    show();
    raise();
    update();
}

QList<QRect> Outline::frames() const
{
    QList<QRect> result;
    for (int i = 0; isVisible() && i < m_frames.size(); ++i)
        result << m_frames[i].translated(pos());
    return result;
}

void Outline::paintEvent(QPaintEvent *)
{
    const auto theme = Theme::fromPalette(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    constexpr double inset = 0.5 * stroke + 1.0;
    // With a rim in the colour of the ground: seen on whatever lies below.
    for (const auto &frame : std::as_const(m_frames)) {
        const auto box = QRectF(frame).adjusted(inset, inset, -inset, -inset);
        painter.setPen(QPen(theme.canvas, stroke + 2));
        painter.drawRoundedRect(box, 6, 6);
        painter.setPen(QPen(palette().color(QPalette::Highlight), stroke));
        painter.drawRoundedRect(box, 6, 6);
    }
}

} // namespace splitscope
