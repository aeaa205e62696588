// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace splitscope {

/// A sentence with two answers, where the person is looking. It waits as long as it takes and stops nothing.
class OfferBar : public QWidget {
    Q_OBJECT

public:
    /// \param name object name; its buttons are NAME + "Accept" and NAME + "Decline", its sentence NAME + "Text".
    explicit OfferBar(const QString &name, QWidget *parent = nullptr);

    /// Shows it; an offer that stood there is gone without an answer.
    void offer(const QString &sentence, const QString &accept, const QString &decline);
    /// Hides it without an answer.
    void withdraw();
    QString text() const;

Q_SIGNALS:
    /// The bar is hidden then.
    void accepted();
    void declined();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_sentence = nullptr; // children of the bar
    QPushButton *m_accept = nullptr;
    QPushButton *m_decline = nullptr;
};

} // namespace splitscope
