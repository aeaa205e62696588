// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/offer_bar.h"

#include "widgets/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace splitscope {

OfferBar::OfferBar(const QString &name, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(name);
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(name + QStringLiteral("Text"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText); // file names may hold anything
    m_accept = new QPushButton(this);
    m_accept->setObjectName(name + QStringLiteral("Accept"));
    m_decline = new QPushButton(this);
    m_decline->setObjectName(name + QStringLiteral("Decline"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 4, 8, 4);
    layout->setSpacing(8);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_accept);
    layout->addWidget(m_decline);
    connect(m_accept, &QPushButton::clicked, this, [this] {
        withdraw();
        Q_EMIT accepted();
    });
    connect(m_decline, &QPushButton::clicked, this, [this] {
        withdraw();
        Q_EMIT declined();
    });
    hide();
}

void OfferBar::offer(const QString &sentence, const QString &accept, const QString &decline)
{
    m_sentence->setText(sentence);
    setAccessibleName(sentence);
    m_accept->setText(accept);
    m_decline->setText(decline);
    show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void OfferBar::withdraw() { hide(); }

QString OfferBar::text() const { return m_sentence->text(); }

void OfferBar::paintEvent(QPaintEvent *)
{
    const auto theme = Theme::fromPalette(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.plainCard);
    painter.fillRect(0, 0, 4, height(), theme.best);
    painter.fillRect(0, height() - 1, width(), 1, theme.line);
}

} // namespace splitscope
