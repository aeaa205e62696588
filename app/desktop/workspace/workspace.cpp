// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/workspace.h"

#include "app/desktop/error_text.h"
#include "app/desktop/workspace/codec_change.h"
#include "app/desktop/workspace/cut_carry.h"
#include "widgets/number_text.h"

#include <QFile>
#include <QFileInfo>
#include <QThread>

#include <cmath>
#include <utility>

namespace splitscope {

namespace {

/// An access link as many have: what comes back, whole pictures for each task, needs the faster direction.
LiveSettings firstSettings()
{
    LiveSettings settings;
    settings.compare = true;
    settings.link.shaped = true;
    settings.link.uplinkMbps = 20.0;
    settings.link.downlinkMbps = 100.0;
    settings.link.rttMs = 20.0;
    return settings;
}

LiveSettings withCodec(LiveSettings settings, const CodecChoice &codec)
{
    settings.codec = codec.codec.text();
    settings.constants = codec.constants;
    return settings;
}

} // namespace

Workspace::Workspace(const Surroundings &surroundings, QObject *parent)
    : QObject(parent)
    , m_surroundings(surroundings)
    , m_opener(surroundings.probeProgram)
    , m_settings(firstSettings())
    , m_source(QStringLiteral("scenes"))
{
    setComputeThreads(deviceThreads()); // before a model is opened
    connect(&m_opener, &ModelOpener::opened, this, &Workspace::takeModel);
    connect(&m_opener, &ModelOpener::failed, this, &Workspace::takeFailedOpening);
    connect(&m_opener, &ModelOpener::cancelled, this, &Workspace::openingEnded);
    connect(&m_session, &SessionHost::viewReady, this, &Workspace::takeView);
    connect(&m_session, &SessionHost::failed, this, &Workspace::takeSessionFailure);
    connect(&m_session, &SessionHost::statusChanged, this, &Workspace::refreshState);
    connect(&m_session, &SessionHost::started, this, [this](std::uint64_t generation) {
        m_generation = generation;
        refreshState();
    });
    connect(&m_statusTimer, &QTimer::timeout, this, &Workspace::refreshState);
    m_statusTimer.start(250);
}

void Workspace::openModel(const QString &file, const QString &cut, const CodecChoice &codec)
{
    m_wantedFile = file;
    m_wantedCut = cut;
    m_wantedCodec = codec;
    m_reloading = false;
    Q_EMIT openingStarted(QFileInfo(file).fileName());
    m_opener.open(file);
}

void Workspace::reloadModel()
{
    if (!hasModel())
        return;
    openModel(QFile::decodeName(m_model.model->path().c_str()), {}, {m_codec.codec, nullptr});
    m_reloading = true;
}

void Workspace::cancelOpening() { m_opener.cancel(); }

void Workspace::takeFailedOpening(const Error &error)
{
    Q_EMIT problem(errorText(error));
    Q_EMIT openingEnded();
    if (error.code == ErrorCode::InputShapeNeeded)
        Q_EMIT descriptionNeeded(m_wantedFile, error);
}

void Workspace::takeModel(const OpenModel &model)
{
    std::optional<CarriedCut> carried;
    if (std::exchange(m_reloading, false))
        carried = carryCut(*m_model.graph, m_cut, *model.graph, model.startingCut);
    m_model = model;
    m_cut = carried ? carried->cut : wantedCut(model);
    m_codec = carriedTo(std::exchange(m_wantedCodec, {}), *m_model.graph, m_cut);
    m_settings = withCodec(m_settings, m_codec);
    m_settings.cut = m_cut.text(*m_model.graph);
    m_settings.emulation = {}; // of the model before
    if (!model.whyUncuttable.empty())
        Q_EMIT problem(tr("This model cannot be cut inside (%1). It runs whole, on the device or on the edge.")
                           .arg(QString::fromStdString(model.whyUncuttable)));
    Q_EMIT modelOpened();
    if (carried)
        Q_EMIT cutCarried(carried->lost);
    Q_EMIT openingEnded();
    startSession();
}

/// What was asked for with the model, or where it is to start.
Cut Workspace::wantedCut(const OpenModel &model)
{
    if (m_wantedCut.isEmpty())
        return model.startingCut;
    try {
        const auto wanted = Cut::fromText(*model.graph, m_wantedCut.toStdString());
        if (whyIllegal(*model.graph, wanted).empty())
            return wanted;
    } catch (const Failure &failure) {
        Q_EMIT problem(errorText(failure.error()));
    }
    return model.startingCut;
}

void Workspace::startSession()
{
    SessionHost::Setup setup;
    setup.model = m_model.model;
    setup.source = m_source;
    setup.edge.program = m_surroundings.edgeProgram;
    setup.options.edgeThreads = std::max(1, allThreads() - deviceThreads());
    setup.options.deviceThreads = deviceThreads();
    m_sessionError.reset();
    m_generation = 0; // none is in use before the new session says so
    m_session.start(setup, m_settings);
    Q_EMIT settingsTextChanged(tr("Next frame: %1").arg(settingsText()));
    refreshState();
}

int Workspace::allThreads() const
{
    return m_surroundings.threads > 0 ? m_surroundings.threads : QThread::idealThreadCount();
}

int Workspace::deviceThreads() const { return std::max(1, allThreads() - allThreads() / 2); }

/// \param refused told instead of `problem`
bool Workspace::apply(const LiveSettings &settings, const std::function<void(const Error &)> &refused)
{
    if (settings == m_settings)
        return true;
    try {
        m_generation = m_session.apply(settings);
        m_settings = settings;
    } catch (const Failure &failure) {
        if (refused)
            refused(failure.error());
        else
            Q_EMIT problem(errorText(failure.error()));
        return false;
    }
    if (hasModel())
        Q_EMIT settingsTextChanged(tr("Next frame: %1").arg(settingsText()));
    return true;
}

void Workspace::setCut(const Cut &cut)
{
    if (hasModel())
        setCutAndCodec(cut, codecFor(cut));
}

void Workspace::setCutAndCodec(const Cut &cut, const CodecChoice &codec)
{
    if (!hasModel())
        return;
    auto settings = withCodec(m_settings, codec);
    settings.cut = cut.text(*m_model.graph);
    settings.emulation = emulationOf(cut);
    const auto cutBefore = std::exchange(m_cut, cut);
    const auto codecBefore = std::exchange(m_codec, codec);
    if (!apply(settings)) {
        m_cut = cutBefore;
        m_codec = codecBefore;
    }
    Q_EMIT cutChanged(m_cut);
    if (!(m_codec == codecBefore))
        Q_EMIT codecChanged(m_codec);
}

void Workspace::setCodec(const CodecChoice &codec)
{
    if (!hasModel())
        return;
    const auto before = std::exchange(m_codec, codec);
    std::optional<Error> refusal;
    if (!apply(withCodec(m_settings, codec), [&](const Error &error) { refusal = error; }))
        m_codec = before;
    Q_EMIT codecChanged(m_codec);
    if (refusal)
        Q_EMIT codecRefused(*refusal);
}

CodecChoice Workspace::codecFor(const Cut &cut) const
{
    return m_codecCarrier ? m_codecCarrier(cut) : carriedTo(m_codec, *m_model.graph, cut);
}

void Workspace::setLink(const LinkSpec &link)
{
    auto settings = m_settings;
    settings.link = link;
    apply(settings);
    Q_EMIT linkChanged(m_settings.link);
}

void Workspace::followContext(ResultsAt results)
{
    auto settings = m_settings;
    settings.results = results;
    settings.emulation = emulationOf(m_cut);
    apply(settings);
}

Emulation Workspace::emulationOf(const Cut &cut) const { return m_emulator ? m_emulator(cut) : Emulation(); }

void Workspace::setCompare(bool compare)
{
    auto settings = m_settings;
    settings.compare = compare;
    apply(settings);
    Q_EMIT compareChanged(m_settings.compare);
}

void Workspace::setPaused(bool paused)
{
    m_paused = paused;
    m_session.setPaused(paused);
    if (!paused && hasModel() && !m_session.running() && !m_session.starting())
        startSession(); // "Live" after a failure tries again
    refreshState();
}

void Workspace::setSource(const QString &source)
{
    m_lastSource = std::exchange(m_source, source);
    Q_EMIT sourceChanged(source);
    if (m_session.running())
        m_session.setSource(source);
    else if (hasModel())
        startSession();
}

void Workspace::takeSessionFailure(const Error &error)
{
    if (!m_session.running()) {
        m_sessionError = error;
    } else if (!m_lastSource.isEmpty()) {
        m_source = std::exchange(m_lastSource, {}); // what ran before still does
        Q_EMIT sourceChanged(m_source);
    }
    Q_EMIT problem(errorText(error));
    refreshState();
}

void Workspace::takeView(LiveView view)
{
    view.framesDropped = m_status.framesDropped;
    view.fallbacks = m_status.fallbacks;
    view.settingsInUse = view.settingsGeneration >= m_generation && m_generation > 0;
    if (view.settingsInUse) {
        Q_EMIT settingsTextChanged(
            tr("In use since frame %1: %2")
                .arg(QLocale().toString(static_cast<qulonglong>(view.settingsSinceFrame)), settingsText()));
    }
    Q_EMIT viewReady(view);
}

/// Works out what the person should be told of the run, and tells it when it is news.
void Workspace::refreshState()
{
    m_status = m_session.status();
    auto state = LiveState::Stopped;
    QString sentence;
    if (m_session.starting()) {
        state = LiveState::Starting;
    } else if (!m_session.running()) {
        const bool camera = m_sessionError
            && (m_sessionError->code == ErrorCode::CameraMissing || m_sessionError->code == ErrorCode::StreamStopped);
        state = camera ? LiveState::CameraLost : LiveState::Stopped;
    } else if (m_paused) {
        state = LiveState::Paused;
    } else if (m_status.sourceError) {
        state = LiveState::CameraLost;
        sentence = errorText(*m_status.sourceError);
    } else if (m_status.sourceEnded) {
        state = LiveState::Ended;
    } else if (m_status.edge == EdgeState::Lost) {
        state = LiveState::EdgeLost;
        const int seconds = static_cast<int>(std::ceil(m_status.retryInSeconds));
        sentence = seconds > 0 ? tr("Edge is not answering. Running on the device; trying again in %1 s.").arg(seconds)
                               : tr("Edge is not answering. Running on the device; trying again now.");
    } else if (m_status.runError) {
        state = LiveState::Live;
        sentence = errorText(*m_status.runError);
    } else {
        state = m_status.framesDelivered == 0 ? LiveState::Starting : LiveState::Live;
    }
    if (state == m_state && sentence == m_stateSentence)
        return;
    m_state = state;
    m_stateSentence = sentence;
    Q_EMIT stateChanged(state, sentence);
}

QString Workspace::settingsText() const
{
    QString cut;
    if (!hasModel() || m_cut.isEdge())
        cut = tr("all on the edge");
    else if (m_cut.isDevice())
        cut = tr("all on the device");
    else if (!QString::fromStdString(m_settings.cut).contains(QLatin1Char(',')))
        cut = tr("cut after %1").arg(QString::fromStdString(m_settings.cut));
    else
        cut = tr("%1 split points").arg(QString::fromStdString(m_settings.cut).count(QLatin1Char(',')) + 1);
    if (hasModel() && !m_cut.isDevice() && !(m_codec.codec == Codec()))
        cut = tr("%1, %2").arg(cut, codecTitle(m_codec.codec));
    const auto &emulation = m_settings.emulation;
    if (!emulation.device.empty())
        cut = tr("%1, device emulated: %2").arg(cut, QString::fromStdString(emulation.device));
    if (!emulation.edge.empty())
        cut = tr("%1, edge emulated: %2").arg(cut, QString::fromStdString(emulation.edge));
    if (m_settings.results == ResultsAt::Edge)
        cut = tr("%1, answers stay on the edge").arg(cut);
    const auto &link = m_settings.link;
    if (!link.shaped)
        return tr("%1, link not shaped").arg(cut);
    return tr("%1, %2, %3").arg(cut, mbpsText(link.uplinkMbps), millisecondsText(link.rttMs));
}

} // namespace splitscope
