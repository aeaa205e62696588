// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace splitscope {

/// One sentence where the person is looking: an error that stays until it is read, or a state that goes when it is
/// over. Never stops the window.
class MessageBar : public QWidget {
    Q_OBJECT

public:
    enum class Kind { Problem, State };

    explicit MessageBar(QWidget *parent = nullptr);

    /// A problem can be closed; a state is taken away by `clearState`. A problem is not covered by a state.
    void showMessage(Kind kind, const QString &sentence);
    void clearState();
    QString text() const;

public Q_SLOTS:
    void dismiss();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();

    QString m_problem;
    QString m_state;
    QLabel *m_sign = nullptr;
    QLabel *m_sentence = nullptr;
    QToolButton *m_close = nullptr;
};

} // namespace splitscope
