// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace splitscope {

/// One step of a guide: what to do, in a sentence, and how far one has come. Stands below the work and stops nothing.
class GuideBar : public QWidget {
    Q_OBJECT

public:
    explicit GuideBar(QWidget *parent = nullptr);

    /// \param step from 1. The button to go on is "Finish" on the last one.
    void showStep(int step, int steps, const QString &title, const QString &sentence);
    /// What came of it, in place of the sentence; nothing more is to be done in this step.
    void showDone(const QString &sentence);

Q_SIGNALS:
    void backRequested();
    void nextRequested();
    void closeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void say(const QString &sentence);

    QLabel *m_title = nullptr; // children of the bar
    QLabel *m_sentence = nullptr;
    QLabel *m_progress = nullptr;
    QPushButton *m_back = nullptr;
    QPushButton *m_next = nullptr;
    QToolButton *m_close = nullptr;
};

} // namespace splitscope
