// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/start_page.h"

#include "widgets/icons.h"

#include <QCommandLinkButton>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace splitscope {

StartPage::StartPage(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("startPage"));
    auto *title = new QLabel(tr("Where should this network be cut?"), this);
    QFont large(title->font());
    large.setPointSizeF(1.5 * large.pointSizeF());
    large.setBold(true);
    title->setFont(large);
    title->setWordWrap(true);
    auto *words = new QLabel(
        tr("Open a TorchScript model (saved with torch.jit.save), or drop one here. Its layers appear from left "
           "to right; drag the cut and watch what it costs."),
        this);
    words->setWordWrap(true);
    auto *open = new QPushButton(tr("&Open a model\u2026"), this);
    open->setObjectName(QStringLiteral("startOpen"));
    open->setDefault(true);
    auto *orTry = new QLabel(tr("Or begin with a sample:"), this);
    m_samples = new QVBoxLayout;
    m_samples->setSpacing(4);

    auto *column = new QVBoxLayout;
    column->setSpacing(8);
    column->addStretch(2);
    column->addWidget(title);
    column->addWidget(words);
    column->addSpacing(8);
    column->addWidget(open, 0, Qt::AlignLeft);
    column->addSpacing(16);
    column->addWidget(orTry);
    column->addLayout(m_samples);
    column->addStretch(3);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->addStretch(1);
    layout->addLayout(column, 6);
    layout->addStretch(1);
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
}

void StartPage::setSamples(const QList<StartSample> &samples)
{
    while (auto *item = m_samples->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const auto &sample : samples) {
        auto *button = new QCommandLinkButton(sample.title, sample.description, this);
        button->setObjectName(QStringLiteral("sample_%1").arg(sample.id));
        button->setIcon(themedIcon(QStringLiteral("play")));
        m_samples->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, id = sample.id] { Q_EMIT sampleRequested(id); });
    }
}

} // namespace splitscope
