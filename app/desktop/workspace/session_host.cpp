// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/session_host.h"

namespace splitscope {

namespace {

/// Runs `action`; what it throws becomes a value.
template <typename Action>
std::optional<Error> errorOf(Action action)
{
    try {
        action();
        return std::nullopt;
    } catch (const Failure &failure) {
        return failure.error();
    } catch (const std::exception &exception) {
        return Error{ErrorCode::Internal, {{"why", exception.what()}}};
    }
}

/// Shape of the input that takes the pictures; empty where none does.
Shape pictureInputOf(const Model &model)
{
    for (const auto &input : model.metadata().inputs) {
        if (input.kind == InputSpec::Kind::Picture)
            return input.info.shape;
    }
    return {};
}

std::unique_ptr<FrameSource> openLive(const QString &source)
{
    SourceOptions options;
    options.live = true;
    return openSource(source.toStdString(), options);
}

} // namespace

SessionHost::SessionHost(QObject *parent)
    : QObject(parent)
{
    m_worker.setMaxThreadCount(1);
    m_worker.setExpiryTimeout(-1);
    connect(&m_painter, &FramePainter::viewReady, this, &SessionHost::viewReady);
}

SessionHost::~SessionHost()
{
    ++m_run;
    endInBackground();
    m_worker.waitForDone();
    m_arriving.reset(); // its threads use the painter
}

void SessionHost::start(const Setup &setup, const LiveSettings &settings)
{
    stop();
    m_starting = true;
    m_settings = settings;
    m_worker.start(
        [this, setup, settings, run = m_run, drawn = m_painter.run()] { make(setup, settings, run, drawn); });
}

void SessionHost::stop()
{
    ++m_run;
    m_starting = false;
    endInBackground();
    m_painter.clear();
}

void SessionHost::endInBackground()
{
    m_worker.start([this, session = std::exchange(m_session, nullptr)]() mutable {
        session.reset();
        dropArriving();
    });
}

/// Ends a session that was made but not taken.
void SessionHost::dropArriving()
{
    std::shared_ptr<LiveSession> late; // outlives the lock: ending takes its time
    const std::lock_guard lock(m_arrival);
    late.swap(m_arriving);
}

void SessionHost::make(const Setup &setup, const LiveSettings &settings, std::uint64_t run, std::uint64_t drawn)
{
    dropArriving();
    std::shared_ptr<LiveSession> session;
    const auto error = errorOf([&] {
        LiveSession::Callbacks callbacks;
        callbacks.frame = [this, drawn, input = pictureInputOf(*setup.model)](
                              const FrameResult &result) { m_painter.submit(result, drawn, input); };
        callbacks.status = [this, run](const LiveStatus &) { post(run, [this] { Q_EMIT statusChanged(); }); };
        session = std::make_shared<LiveSession>(
            setup.model, openLive(setup.source), setup.edge, settings, setup.options, callbacks);
    });
    {
        const std::lock_guard lock(m_arrival);
        m_arriving = std::move(session);
    }
    QMetaObject::invokeMethod(
        this, [this, run, settings, error] { take(run, settings, error); }, Qt::QueuedConnection);
}

/// What `make` made, in the GUI thread.
void SessionHost::take(std::uint64_t run, const LiveSettings &settings, const std::optional<Error> &error)
{
    if (run != m_run)
        return; // nobody wants it any more; the worker ends it before it makes the next
    std::shared_ptr<LiveSession> session;
    {
        const std::lock_guard lock(m_arrival);
        session = std::exchange(m_arriving, nullptr);
    }
    m_starting = false;
    if (error)
        Q_EMIT failed(*error);
    else if (session)
        arrive(std::move(session), settings);
}

void SessionHost::arrive(std::shared_ptr<LiveSession> session, const LiveSettings &settings)
{
    m_session = std::move(session);
    if (m_paused)
        m_session->setPaused(true);
    std::uint64_t generation = m_session->status().settingsGeneration;
    if (!(m_settings == settings)) {
        if (const auto error = errorOf([&] { generation = m_session->apply(m_settings); }))
            Q_EMIT failed(*error);
    }
    Q_EMIT started(generation);
}

std::uint64_t SessionHost::apply(const LiveSettings &settings)
{
    std::uint64_t generation = 0;
    if (m_session)
        generation = m_session->apply(settings);
    m_settings = settings;
    return generation;
}

void SessionHost::setPaused(bool paused)
{
    m_paused = paused;
    if (m_session)
        m_session->setPaused(paused);
}

void SessionHost::setSource(const QString &source)
{
    if (!m_session)
        return;
    m_worker.start([this, source, session = m_session, run = m_run]() mutable {
        const auto error = errorOf([&] { session->setSource(openLive(source)); });
        session.reset();
        if (error)
            post(run, [this, error] { Q_EMIT failed(*error); });
        else
            post(run, [this] { Q_EMIT statusChanged(); });
    });
}

LiveStatus SessionHost::status() const { return m_session ? m_session->status() : LiveStatus(); }

void SessionHost::post(std::uint64_t run, std::function<void()> action)
{
    QMetaObject::invokeMethod(
        this,
        [this, run, action = std::move(action)] {
            if (run == m_run)
                action();
        },
        Qt::QueuedConnection);
}

} // namespace splitscope
