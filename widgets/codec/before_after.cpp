// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codec/before_after.h"

#include "widgets/help/term_hover.h"
#include "widgets/live/picture_view.h"
#include "widgets/number_text.h"

#include <QGridLayout>
#include <QLabel>

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr int gap = 4;
constexpr int leastHeight = 48;
constexpr int mostHeight = 220;

} // namespace

BeforeAfter::BeforeAfter(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("beforeAfter"));
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    const auto add = [&](int column, const QString &title, const QString &name, const char *objectName) {
        auto *head = new QLabel(title, this);
        head->setForegroundRole(QPalette::PlaceholderText);
        explainOnHover(head, Term::Activation);
        auto *picture = new PictureView(this);
        picture->setObjectName(QLatin1String(objectName));
        picture->setAccessibleName(name);
        picture->setPlaceholder(tr("no picture yet"));
        layout->addWidget(head, 0, column);
        layout->addWidget(picture, 1, column);
        layout->setColumnStretch(column, 1);
        return picture;
    };
    m_before = add(0, tr("before"), tr("Activation before the codec"), "activationBefore");
    m_after = add(1, tr("after"), tr("Activation after the codec"), "activationAfter");
    m_caption = new QLabel(this);
    m_caption->setObjectName(QStringLiteral("beforeAfterCaption"));
    m_caption->setWordWrap(true);
    m_caption->setFont(tabularFont(m_caption->font()));
    m_caption->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_caption, 2, 0, 1, 2);
    setReading(nullptr);
}

void BeforeAfter::setReading(const TensorReading *reading)
{
    const auto &before = reading != nullptr ? reading->before.picture : SharedPicture();
    m_before->setPicture(before);
    m_after->setPicture(reading != nullptr ? reading->after.picture : SharedPicture());
    m_caption->setVisible(before != nullptr);
    if (before && !before->empty()) {
        const auto low = threeDigits(static_cast<double>(reading->before.low));
        const auto high = threeDigits(static_cast<double>(reading->before.high));
        m_caption->setText(reading->before.averaged > 1
                ? tr("Mean of %1 channels; colours from %2 to %3 in both").arg(reading->before.averaged).arg(low, high)
                : tr("Colours from %1 to %2 in both").arg(low, high));
        m_aspect = static_cast<double>(before->height) / before->width;
    }
    fitHeight();
}

void BeforeAfter::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitHeight();
}

/// As high as the pictures are at this width, so that no room is left around them.
void BeforeAfter::fitHeight()
{
    const int height = static_cast<int>(std::lround(m_aspect * 0.5 * (width() - gap)));
    for (auto *picture : {m_before, m_after})
        picture->setFixedHeight(std::clamp(height, leastHeight, mostHeight));
}

} // namespace splitscope
