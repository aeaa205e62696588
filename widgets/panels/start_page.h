// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

class QVBoxLayout;

namespace splitscope {

/// Something to begin with at a click.
struct StartSample {
    QString id;
    QString title;
    QString description;
};

/// What the window shows while no model is open: what can be opened, and samples to click.
class StartPage : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(QWidget *parent = nullptr);

    void setSamples(const QList<StartSample> &samples);

Q_SIGNALS:
    void openRequested();
    void sampleRequested(const QString &id);

private:
    QVBoxLayout *m_samples = nullptr;
};

} // namespace splitscope
