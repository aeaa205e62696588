// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fold_section.h"

#include "widgets/panels/elided_label.h"

#include <QGridLayout>
#include <QToolButton>

namespace splitscope {

FoldSection::FoldSection(const QString &title, const QString &name, QWidget *content, QWidget *parent)
    : QWidget(parent)
    , m_content(content)
{
    setObjectName(name);
    m_button = new QToolButton(this);
    m_button->setObjectName(name + QStringLiteral("Fold"));
    m_button->setText(title);
    m_button->setAutoRaise(true);
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setArrowType(Qt::DownArrow);
    QFont bold(m_button->font());
    bold.setBold(true);
    m_button->setFont(bold);
    m_summary = new ElidedLabel(this);
    m_summary->setObjectName(name + QStringLiteral("Summary"));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_summary->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_summary->setVisible(false);
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(8);
    layout->setVerticalSpacing(4);
    layout->addWidget(m_button, 0, 0);
    layout->addWidget(m_summary, 0, 1);
    layout->addWidget(m_content, 1, 0, 1, 2);
    layout->setColumnStretch(1, 1);
    connect(m_button, &QToolButton::clicked, this, [this] { setFolded(!m_folded); });
    m_button->setToolTip(tr("Fold or unfold"));
}

void FoldSection::setFolded(bool folded)
{
    if (folded == m_folded)
        return;
    m_folded = folded;
    m_button->setArrowType(folded ? Qt::RightArrow : Qt::DownArrow);
    m_content->setVisible(!folded);
    m_summary->setVisible(folded);
}

void FoldSection::setSummary(const QString &summary) { m_summary->setText(summary); }

} // namespace splitscope
