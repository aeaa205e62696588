// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/message_bar.h"

#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace splitscope {

MessageBar::MessageBar(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("messageBar"));
    m_sign = new QLabel(QStringLiteral("\u25b2"), this);
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(QStringLiteral("messageText"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText); // file names may hold anything
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_close = new QToolButton(this);
    m_close->setObjectName(QStringLiteral("messageClose"));
    m_close->setText(QStringLiteral("\u00d7"));
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Close the message"));
    m_close->setToolTip(tr("Close the message"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 8, 6);
    layout->setSpacing(8);
    layout->addWidget(m_sign);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_close);
    connect(m_close, &QToolButton::clicked, this, &MessageBar::dismiss);
    refresh();
}

void MessageBar::showMessage(Kind kind, const QString &sentence)
{
    (kind == Kind::Problem ? m_problem : m_state) = sentence;
    refresh();
}

void MessageBar::clearState()
{
    if (m_state.isEmpty())
        return;
    m_state.clear();
    refresh();
}

void MessageBar::dismiss()
{
    m_problem.clear();
    refresh();
}

QString MessageBar::text() const { return m_problem.isEmpty() ? m_state : m_problem; }

void MessageBar::refresh()
{
    m_sentence->setText(text());
    m_close->setVisible(!m_problem.isEmpty());
    setVisible(!text().isEmpty());
}

void MessageBar::paintEvent(QPaintEvent *)
{
    const auto theme = Theme::fromPalette(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.warningCard);
    painter.fillRect(0, 0, 4, height(), theme.warning);
}

} // namespace splitscope
