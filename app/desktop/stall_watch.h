// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <atomic>
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

    double longestMs() const { return m_longestMs; }
    void reset() { m_longestMs = 0.0; }

private:
    void watch();

    std::atomic<double> m_longestMs{0.0};
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_answered = false;
    bool m_stop = false;
    std::thread m_thread;
};

} // namespace splitscope
