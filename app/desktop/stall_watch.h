// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace splitscope {

/// Measures how long the GUI thread lets things wait: a thread of its own sends it a message every few milliseconds and
/// times the answer.
class StallWatch : public QObject {
    Q_OBJECT

public:
    explicit StallWatch(QObject *parent = nullptr);
    ~StallWatch() override;

    struct Stall {
        double ms = 0.0;
        double ownMs =
            0.0; ///< processor time of the GUI thread in it: the rest it was kept waiting, by a lock or the machine
    };

    /// The longest so far. From the GUI thread.
    const Stall &longest() const { return m_longest; }

private:
    void watch();
    void answer(std::chrono::steady_clock::time_point asked);

    Stall m_longest;
    double m_lastOwnMs = 0.0;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_answered = false;
    bool m_stop = false;
    std::thread m_thread;
};

} // namespace splitscope
