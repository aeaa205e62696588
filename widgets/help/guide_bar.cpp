// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/help/guide_bar.h"

#include "widgets/theme.h"

#include <QAccessible>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace splitscope {

GuideBar::GuideBar(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("guideBar"));
    const auto label = [this](const char *name) {
        auto *made = new QLabel(this);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_title = label("guideTitle");
    QFont bold(m_title->font());
    bold.setBold(true);
    m_title->setFont(bold);
    m_sentence = label("guideSentence");
    m_sentence->setWordWrap(true);
    m_sentence->setMinimumHeight(2 * fontMetrics().lineSpacing()); // steps of one line leave the graph where it is
    m_sentence->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_progress = label("guideProgress");
    m_progress->setForegroundRole(QPalette::PlaceholderText);
    const auto button = [this](const char *name, const QString &text) {
        auto *made = new QPushButton(text, this);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_back = button("guideBack", tr("&Back"));
    m_next = button("guideNext", tr("&Next"));
    m_close = new QToolButton(this);
    m_close->setObjectName(QStringLiteral("guideClose"));
    m_close->setText(QStringLiteral("\u00d7"));
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("End the guide"));
    m_close->setToolTip(tr("End the guide (Esc here)"));

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_back);
    buttons->addWidget(m_next);
    auto *end = new QHBoxLayout;
    end->addWidget(m_progress, 1);
    end->addWidget(m_close);
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(16, 8, 12, 8);
    layout->setHorizontalSpacing(16);
    layout->setVerticalSpacing(4);
    layout->setColumnStretch(0, 1);
    layout->addWidget(m_title, 0, 0);
    layout->addLayout(end, 0, 1);
    layout->addWidget(m_sentence, 1, 0);
    layout->addLayout(buttons, 1, 1, Qt::AlignTop);
    connect(m_back, &QPushButton::clicked, this, &GuideBar::backRequested);
    connect(m_next, &QPushButton::clicked, this, &GuideBar::nextRequested);
    connect(m_close, &QToolButton::clicked, this, &GuideBar::closeRequested);
    hide();
}

void GuideBar::showStep(int step, int steps, const QString &title, const QString &sentence)
{
    m_title->setText(title);
    m_progress->setText(tr("step %1 of %2").arg(step).arg(steps));
    m_back->setEnabled(step > 1);
    m_next->setText(step == steps ? tr("F&inish") : tr("&Next"));
    say(sentence);
}

void GuideBar::showDone(const QString &sentence) { say(QStringLiteral("\u2713 ") + sentence); }

void GuideBar::say(const QString &sentence)
{
    m_sentence->setText(sentence);
    const auto all = tr("%1, %2: %3").arg(m_title->text(), m_progress->text(), sentence);
    if (all == accessibleName())
        return; // once is enough for who listens
    setAccessibleName(all);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void GuideBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closeRequested();
    else
        QWidget::keyPressEvent(event);
}

void GuideBar::paintEvent(QPaintEvent *)
{
    const auto theme = Theme::fromPalette(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.plainCard);
    painter.fillRect(0, 0, 4, height(), palette().color(QPalette::Highlight));
    painter.fillRect(0, 0, width(), 1, theme.line);
}

} // namespace splitscope
