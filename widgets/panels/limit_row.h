// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/value_slider.h"

#include <optional>

class QCheckBox;

namespace splitscope {

/// A limit that may be on or off: a box, and while it is on a slider with its value.
class LimitRow : public QWidget {
    Q_OBJECT

public:
    /// \param name object name; the box is NAME + "On", the slider NAME + "Slider". \param title of the box.
    LimitRow(const QString &title, const QString &name, const ValueSlider::Words &words, SliderScale scale,
        double startingValue, QWidget *parent = nullptr);

    void setLimit(const std::optional<double> &limit); ///< shows it; says nothing

Q_SIGNALS:
    /// A hand asks for this limit, or for none.
    void limitRequested(const std::optional<double> &limit);

private:
    QCheckBox *m_on = nullptr;
    ValueSlider *m_slider = nullptr;
};

} // namespace splitscope
