// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/value_slider.h"

#include "widgets/number_text.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QSignalBlocker>
#include <QSlider>
#include <QWheelEvent>

#include <algorithm>

namespace splitscope {

ValueSlider::ValueSlider(Words words, SliderScale scale, double resetValue, QWidget *parent)
    : QWidget(parent)
    , m_words(std::move(words))
    , m_scale(scale)
    , m_resetValue(resetValue)
    , m_value(resetValue)
{
    auto *name = new QLabel(m_words.name, this);
    m_slider = new QSlider(Qt::Horizontal, this);
    m_edit = new QLineEdit(this);
    m_edit->setAlignment(Qt::AlignRight);
    m_edit->setFont(tabularFont(m_edit->font()));
    m_edit->setMaximumWidth(fontMetrics().horizontalAdvance(QStringLiteral("8888 Mbit/s")) + 16);
    name->setBuddy(m_edit);
    const QString plainName = QString(m_words.name).remove(QLatin1Char('&'));
    m_slider->setAccessibleName(plainName);
    m_edit->setAccessibleName(plainName);
    const QString help =
        tr("Type a value, for instance %1. The wheel steps, a double click resets.").arg(m_words.example);
    m_slider->setToolTip(help);
    m_edit->setToolTip(help);

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(8);
    layout->setVerticalSpacing(4);
    layout->addWidget(name, 0, 0);
    layout->addWidget(m_edit, 0, 1);
    layout->addWidget(m_slider, 1, 0, 1, 2);
    layout->setColumnStretch(0, 1);

    m_slider->installEventFilter(this);
    m_edit->installEventFilter(this);
    connect(m_slider, &QSlider::valueChanged, this, [this](int position) { change(m_scale.valueAt(position)); });
    connect(m_edit, &QLineEdit::editingFinished, this, &ValueSlider::takeTyped);
    setScale(m_scale);
}

void ValueSlider::setScale(SliderScale scale)
{
    m_scale = scale;
    const QSignalBlocker quiet(m_slider);
    m_slider->setRange(0, m_scale.positions());
    m_slider->setPageStep(std::max(1, m_scale.positions() / 12));
    show(m_value);
}

void ValueSlider::setValue(double value)
{
    m_value = value; // a preset may lie outside; the number shows it, the slider stands at its end
    show(m_value);
}

void ValueSlider::show(double value)
{
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(m_scale.positionOf(value));
    m_edit->setText(m_words.write(value));
    m_edit->setModified(false);
}

void ValueSlider::change(double value)
{
    const double inside = m_scale.clamped(value);
    const bool changed = inside != m_value;
    m_value = inside;
    show(inside);
    if (changed)
        Q_EMIT valueChanged(inside);
}

void ValueSlider::takeTyped()
{
    if (!m_edit->isModified())
        return;
    double typed = 0.0;
    if (m_words.read(m_edit->text(), typed))
        change(typed);
    else
        show(m_value); // what cannot be read changes nothing
}

void ValueSlider::notch(QWheelEvent *event)
{
    m_wheelRest += event->angleDelta().y();
    const int notches = m_wheelRest / 120;
    m_wheelRest -= 120 * notches;
    if (notches != 0)
        change(m_scale.notched(m_value, notches));
    event->accept();
}

bool ValueSlider::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Wheel) {
        notch(static_cast<QWheelEvent *>(event));
        return true;
    }
    if (event->type() == QEvent::MouseButtonDblClick && watched == m_slider) {
        change(m_resetValue);
        return true;
    }
    // One position of the slider may be less than the number shows: the value would never move.
    if (event->type() == QEvent::KeyPress && watched == m_slider) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const bool up = key == Qt::Key_Right || key == Qt::Key_Up;
        if (up || key == Qt::Key_Left || key == Qt::Key_Down) {
            change(m_scale.notched(m_value, up ? 1 : -1));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ValueSlider::mouseDoubleClickEvent(QMouseEvent *) { change(m_resetValue); }

void ValueSlider::wheelEvent(QWheelEvent *event) { notch(event); }

} // namespace splitscope
