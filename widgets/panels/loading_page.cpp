// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/loading_page.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace splitscope {

LoadingPage::LoadingPage(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("loadingPage"));
    m_title = new QLabel(this);
    m_title->setTextFormat(Qt::PlainText);
    QFont bold(m_title->font());
    bold.setBold(true);
    m_title->setFont(bold);
    m_step = new QLabel(this);
    m_step->setObjectName(QStringLiteral("loadingStep"));
    m_step->setWordWrap(true);
    auto *progress = new QProgressBar(this);
    progress->setRange(0, 0);
    progress->setTextVisible(false);
    progress->setMaximumWidth(360);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("loadingCancel"));
    cancel->setShortcut(Qt::Key_Escape);

    auto *column = new QVBoxLayout;
    column->setSpacing(8);
    column->addStretch();
    column->addWidget(m_title);
    column->addWidget(progress);
    column->addWidget(m_step);
    column->addSpacing(8);
    column->addWidget(cancel, 0, Qt::AlignLeft);
    column->addStretch();
    auto *layout = new QHBoxLayout(this);
    layout->addStretch();
    layout->addLayout(column);
    layout->addStretch();
    connect(cancel, &QPushButton::clicked, this, &LoadingPage::cancelRequested);
}

void LoadingPage::setFile(const QString &name)
{
    m_title->setText(tr("Opening %1").arg(name));
    m_step->clear();
}

void LoadingPage::setStep(const QString &sentence) { m_step->setText(sentence); }

} // namespace splitscope
