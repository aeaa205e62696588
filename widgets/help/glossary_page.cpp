// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/help/glossary_page.h"

#include "widgets/help/glossary.h"

#include <QCollator>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>

namespace splitscope {

GlossaryPage::GlossaryPage(QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("glossaryPage"));
    setWindowTitle(tr("Glossary"));
    resize(480, 560);
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("glossaryFilter"));
    m_filter->setPlaceholderText(tr("Filter: a term or a word"));
    m_filter->setAccessibleName(tr("Filter the terms"));
    m_filter->setClearButtonEnabled(true);
    m_text = new QTextBrowser(this);
    m_text->setObjectName(QStringLiteral("glossaryText"));
    m_text->setAccessibleName(tr("Terms and what they mean"));
    m_text->setFrameShape(QFrame::NoFrame);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addWidget(m_filter);
    layout->addWidget(m_text, 1);
    layout->addWidget(buttons);
    connect(m_filter, &QLineEdit::textChanged, this, &GlossaryPage::showTerms);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    showTerms({});
}

void GlossaryPage::showTerms(const QString &filter)
{
    auto terms = allTerms();
    QCollator alphabet;
    alphabet.setCaseSensitivity(Qt::CaseInsensitive);
    std::sort(
        terms.begin(), terms.end(), [&](Term a, Term b) { return alphabet.compare(termTitle(a), termTitle(b)) < 0; });
    QString text;
    for (const auto term : terms) {
        const auto title = termTitle(term), meaning = termText(term);
        const auto wanted = filter.trimmed();
        if (title.contains(wanted, Qt::CaseInsensitive) || meaning.contains(wanted, Qt::CaseInsensitive))
            text += QStringLiteral("<p><b>%1</b><br>%2</p>").arg(title.toHtmlEscaped(), meaning.toHtmlEscaped());
    }
    m_text->setHtml(text.isEmpty() ? tr("No term says that.") : text);
}

} // namespace splitscope
