// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/slider_scale.h"

#include <QWidget>

#include <functional>

class QLabel;
class QLineEdit;
class QSlider;

namespace splitscope {

/// A named value with a slider and its number. The number can be typed, with a unit; the wheel and the arrow
/// keys step by one sensible notch; a double click anywhere resets. A typed value keeps all its digits, the slider then
/// stands at the nearest position.
class ValueSlider : public QWidget {
    Q_OBJECT

public:
    struct Words {
        QString name; ///< with mnemonic
        std::function<QString(double)> write;
        std::function<bool(const QString &, double &)> read;
        QString example; ///< for the tool tip: "5 Mbit/s, 300k"
    };

    ValueSlider(Words words, SliderScale scale, double resetValue, QWidget *parent = nullptr);

    double value() const { return m_value; }
    void setValue(double value); ///< shows it; says nothing
    void setResetValue(double value) { m_resetValue = value; }
    void setScale(SliderScale scale); ///< of other values; the value stays, as in `setValue`
    QSlider *slider() const { return m_slider; }
    QLineEdit *edit() const { return m_edit; }

Q_SIGNALS:
    /// A hand moved it.
    void valueChanged(double value);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void takeTyped();
    void change(double value);
    void show(double value);
    void notch(QWheelEvent *event);

    Words m_words;
    SliderScale m_scale;
    double m_resetValue;
    double m_value;
    int m_wheelRest = 0; ///< of touch pads, which send less than a notch
    QSlider *m_slider = nullptr;
    QLineEdit *m_edit = nullptr;
};

} // namespace splitscope
