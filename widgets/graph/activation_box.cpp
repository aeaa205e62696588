// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/activation_box.h"

#include "widgets/help/glossary.h"
#include "widgets/live/picture_view.h"
#include "widgets/number_text.h"

#include <QLabel>
#include <QVBoxLayout>

namespace splitscope {

namespace {

constexpr int pictureHeight = 80;

} // namespace

ActivationBox::ActivationBox(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("activationBox"));
    m_picture = new PictureView(this);
    m_picture->setObjectName(QStringLiteral("activationPicture"));
    m_picture->setAccessibleName(tr("Activation of the chosen layer"));
    m_picture->setFixedHeight(pictureHeight);
    m_caption = new QLabel(this);
    m_caption->setObjectName(QStringLiteral("activationCaption"));
    m_caption->setTextFormat(Qt::PlainText);
    m_caption->setWordWrap(true);
    m_caption->setFont(tabularFont(m_caption->font()));
    m_caption->setForegroundRole(QPalette::PlaceholderText);
    m_caption->setFixedHeight(2 * m_caption->fontMetrics().lineSpacing());
    m_caption->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_picture);
    layout->addWidget(m_caption);
}

void ActivationBox::setActivation(SharedPicture picture, const QString &caption, const QString &source)
{
    const bool any = picture != nullptr;
    m_picture->setPicture(std::move(picture));
    m_picture->setPlaceholder(any ? QString() : caption);
    m_caption->setText(any ? caption : QString());
    setToolTip(termTip(Term::Activation, source));
}

} // namespace splitscope
