// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/card/card_panel.h"

#include "widgets/card/card_html.h"
#include "widgets/card/card_text.h"
#include "widgets/number_text.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace splitscope {

CardPanel::CardPanel(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("cardPanel"));
    m_text = new CardText(this);
    m_text->setFont(tabularFont(font()));
    m_text->document()->setDocumentMargin(8);
    m_recipe = new QPushButton(tr("Open &recipe"), this);
    m_recipe->setObjectName(QStringLiteral("cardRecipe"));
    m_copy = new QPushButton(tr("Cop&y command"), this);
    m_copy->setObjectName(QStringLiteral("cardCopy"));
    m_copy->setToolTip(tr("Copy the command that trains this model"));
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 0, 8, 8);
    buttons->setSpacing(8);
    buttons->addWidget(m_recipe);
    buttons->addWidget(m_copy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_text, 1);
    layout->addLayout(buttons);
    connect(m_recipe, &QPushButton::clicked, this, [this] { Q_EMIT recipeRequested(m_view->recipeFile); });
    connect(m_copy, &QPushButton::clicked, this, &CardPanel::copyCommand);
    refresh(false);
}

void CardPanel::setView(const std::optional<CardView> &view)
{
    if (view == m_view)
        return;
    m_view = view;
    refresh(false);
}

void CardPanel::refresh(bool keepPlace)
{
    const int place = keepPlace ? m_text->verticalScrollBar()->value() : 0;
    const auto theme = Theme::fromPalette(palette());
    if (m_view)
        m_text->setHtml(cardHtml(*m_view, theme, m_text->font().pointSizeF()));
    else
        m_text->setHtml(QStringLiteral("<span style='color:%1'>%2</span>")
                            .arg(theme.mutedText.name(), tr("Open a model to see its card.")));
    m_text->verticalScrollBar()->setValue(place);
    const auto *card = m_view && m_view->card ? &*m_view->card : nullptr;
    m_recipe->setVisible(card != nullptr && !card->training.recipe.empty());
    m_recipe->setEnabled(m_view && !m_view->recipeFile.isEmpty());
    m_recipe->setToolTip(m_recipe->isEnabled() ? m_view->recipeFile : tr("The recipe does not lie beside the card."));
    m_copy->setVisible(card != nullptr && !card->training.command.empty());
}

void CardPanel::copyCommand()
{
    QGuiApplication::clipboard()->setText(QString::fromStdString(m_view->card->training.command));
}

QSize CardPanel::sizeHint() const { return {300, 560}; }

void CardPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (m_copy != nullptr && event->type() == QEvent::PaletteChange)
        refresh(true);
}

} // namespace splitscope
