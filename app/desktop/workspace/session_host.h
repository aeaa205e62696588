// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/frame_painter.h"
#include "core/runtime/live_session.h"

#include <QObject>
#include <QThreadPool>

namespace splitscope {

/// Keeps a LiveSession away from the GUI thread where it may block: sources are opened and sessions made and ended in
/// the background, in the order asked for. What may be asked at any time (`apply`, `setPaused`, `status`) never blocks.
class SessionHost : public QObject {
    Q_OBJECT

public:
    struct Setup {
        std::shared_ptr<const Model> model;
        QString source;
        EdgeTarget edge;
        LiveSession::Options options;
    };

    explicit SessionHost(QObject *parent = nullptr);
    ~SessionHost() override;

    /// Ends what runs and starts anew with `settings`; later `apply` calls reach it as soon as it stands.
    void start(const Setup &setup, const LiveSettings &settings);
    void stop();
    /// Returns the generation of the settings, or 0 while the session is not there yet: they are its first ones then.
    /// Throws Failure (IllegalCut, UnknownLayer).
    std::uint64_t apply(const LiveSettings &settings);
    void setPaused(bool paused);
    /// Another source for what runs; `failed` and nothing changed if it cannot be opened.
    void setSource(const QString &source);

    bool running() const { return m_session != nullptr; }
    bool starting() const { return m_starting; }
    LiveStatus status() const; ///< of nothing: as if never started
    int edgeProcessId() const { return m_session ? m_session->edgeProcessId() : 0; }
    const FramePainter &painter() const { return m_painter; }

Q_SIGNALS:
    void started(std::uint64_t generation);
    void failed(const splitscope::Error &error);
    void viewReady(const splitscope::LiveView &view);
    void statusChanged();

private:
    void make(const Setup &setup, const LiveSettings &settings, std::uint64_t run, std::uint64_t drawn);
    void take(std::uint64_t run, const LiveSettings &settings, const std::optional<Error> &error);
    void dropArriving();
    void arrive(std::shared_ptr<LiveSession> session, const LiveSettings &settings);
    void post(std::uint64_t run, std::function<void()> action);
    void endInBackground();

    FramePainter m_painter;
    std::shared_ptr<LiveSession> m_session;
    std::mutex m_arrival;
    std::shared_ptr<LiveSession> m_arriving; ///< made by the worker, not yet taken
    LiveSettings m_settings;
    bool m_paused = false;
    bool m_starting = false;
    std::uint64_t m_run = 0; ///< generation: what an older run still brings is stale
    QThreadPool m_worker;    ///< one thread: sessions end before the next is made
};

} // namespace splitscope
