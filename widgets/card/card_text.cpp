// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/card/card_text.h"

#include "widgets/card/html_text.h"
#include "widgets/help/glossary.h"

#include <QHelpEvent>
#include <QTextOption>
#include <QToolTip>

namespace splitscope {

CardText::CardText(QWidget *parent)
    : QTextBrowser(parent)
{
    setObjectName(QStringLiteral("cardText"));
    setAccessibleName(tr("Model card"));
    setFrameShape(QFrame::NoFrame);
    setOpenLinks(false);
    setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere); // names that other people chose
    setCursorWidth(0);                                          // nothing can be written here
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setBackgroundRole(QPalette::Window); // a panel as the others
    connect(this, &QTextBrowser::anchorClicked, this, &CardText::explain);
}

bool CardText::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QTextBrowser::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (const auto term = termOfLink(anchorAt(help->pos())))
        QToolTip::showText(help->globalPos(), termTip(*term), viewport());
    else
        QToolTip::hideText();
    return true;
}

/// Where the cursor is: Enter brought it there, or a click.
void CardText::explain(const QUrl &link)
{
    if (const auto term = termOfLink(link.toString()))
        QToolTip::showText(viewport()->mapToGlobal(cursorRect().bottomLeft()), termTip(*term), viewport());
}

} // namespace splitscope
