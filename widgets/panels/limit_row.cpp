// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/limit_row.h"

#include <QCheckBox>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace splitscope {

LimitRow::LimitRow(const QString &title, const QString &name, const ValueSlider::Words &words, SliderScale scale,
    double startingValue, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(name);
    m_on = new QCheckBox(title, this);
    m_on->setObjectName(name + QStringLiteral("On"));
    m_slider = new ValueSlider(words, scale, startingValue, this);
    m_slider->setObjectName(name + QStringLiteral("Slider"));
    m_slider->setVisible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_on);
    layout->addWidget(m_slider);
    connect(m_on, &QCheckBox::toggled, this, [this](bool on) {
        m_slider->setVisible(on);
        Q_EMIT limitRequested(on ? std::optional(m_slider->value()) : std::nullopt);
    });
    connect(m_slider, &ValueSlider::valueChanged, this, [this](double value) { Q_EMIT limitRequested(value); });
}

void LimitRow::setLimit(const std::optional<double> &limit)
{
    const QSignalBlocker quiet(m_on);
    m_on->setChecked(limit.has_value());
    m_slider->setVisible(limit.has_value());
    if (limit)
        m_slider->setValue(*limit);
}

} // namespace splitscope
