// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/help/term_hover.h"

#include <QHelpEvent>
#include <QToolTip>
#include <QWidget>

namespace splitscope {

namespace {

class TermHover : public QObject {
public:
    TermHover(QWidget *widget, Term term)
        : QObject(widget)
        , m_term(term)
    {
        widget->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::ToolTip)
            return QObject::eventFilter(watched, event);
        auto *widget = static_cast<QWidget *>(watched);
        const auto own = widget->toolTip();
        const auto tip = Qt::mightBeRichText(own) ? termTip(m_term) + own : termTip(m_term, own);
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), tip, widget);
        return true;
    }

private:
    const Term m_term;
};

} // namespace

void explainOnHover(QWidget *widget, Term term) { new TermHover(widget, term); }

} // namespace splitscope
