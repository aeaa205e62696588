// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace splitscope {

/// A model is being opened: which, what happens now, and a way out.
class LoadingPage : public QWidget {
    Q_OBJECT

public:
    explicit LoadingPage(QWidget *parent = nullptr);

    void setFile(const QString &name);
    void setStep(const QString &sentence);

Q_SIGNALS:
    void cancelRequested();

private:
    QLabel *m_title = nullptr;
    QLabel *m_step = nullptr;
};

} // namespace splitscope
