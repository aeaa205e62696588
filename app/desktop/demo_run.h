// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/stall_watch.h"

#include <QObject>
#include <QStringList>

namespace splitscope {

class MainWindow;

/// Plays the window by itself: lets the model run, moves the cut and the bandwidth once on the way, takes a picture,
/// says how it went and ends the program.
class DemoRun : public QObject {
    Q_OBJECT

public:
    DemoRun(MainWindow &window, double seconds, QString screenshot);

private:
    void moveCut();
    void takeCutBack();
    void moveLink();
    void finish();
    bool saveScreenshot();
    QStringList summary() const;

    MainWindow &m_window;
    const double m_seconds;
    const QString m_screenshot;
    StallWatch m_stalls;
    QStringList m_problems;
    std::uint64_t m_generationsSeen = 0;
    std::uint64_t m_lastGeneration = 0;
};

} // namespace splitscope
