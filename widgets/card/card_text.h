// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextBrowser>

namespace splitscope {

/// A card's text: all of it can be selected, and the glossary's words in it explain themselves to a pointer that rests
/// on them and to Enter.
class CardText : public QTextBrowser {
    Q_OBJECT

public:
    explicit CardText(QWidget *parent = nullptr);

protected:
    bool viewportEvent(QEvent *event) override;

private:
    void explain(const QUrl &link);
};

} // namespace splitscope
