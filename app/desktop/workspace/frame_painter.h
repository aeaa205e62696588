// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/run_statistics.h"
#include "widgets/live/live_view.h"

#include <QObject>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace splitscope {

/// Makes pictures of results in a thread of its own, never more than the window draws: the latest result wins, and the
/// next view is made only when the last one was taken.
class FramePainter : public QObject {
    Q_OBJECT

public:
    explicit FramePainter(QObject *parent = nullptr);
    ~FramePainter() override;

    /// Counts `clear`: what was begun in an earlier run is not drawn any more.
    std::uint64_t run() const;
    /// From any thread; returns at once. A result of an earlier run is dropped.
    /// \param input shape of the model's picture input, in whose pixels its boxes are; empty: the picture's
    void submit(const FrameResult &result, std::uint64_t run, const Shape &input = {});
    /// Forgets what waits and the figures so far; views that are being made do not arrive any more.
    void clear();
    RunStatistics statistics() const;

Q_SIGNALS:
    void viewReady(const splitscope::LiveView &view);

private:
    void work();
    void post(LiveView view, std::uint64_t run);

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::optional<FrameResult> m_latest;
    Shape m_input; ///< of the latest
    RunStatistics m_statistics;
    std::uint64_t m_run = 0; ///< counts `clear`
    bool m_shown = true;     ///< the last view was taken
    bool m_stop = false;
    std::thread m_thread;
};

/// What the panel says of a task's agreement with the uncut model; empty where nothing was compared.
QString agreementText(const std::vector<TaskAgreement> &agreement);

} // namespace splitscope
