// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/codec_choice.h"
#include "app/desktop/workspace/model_opener.h"
#include "app/desktop/workspace/session_host.h"

#include <QElapsedTimer>
#include <QTimer>

#include <functional>

namespace splitscope {

/// What the window works on: the open model, the cut, the codec and the link that were asked for, and the session that
/// runs them.
/// Every wish of a hand comes in here (`open...`, `set...`), and what follows goes out as signals, so that an undo
/// stack can stand between. All of it lives in the GUI thread and never blocks it.
class Workspace : public QObject {
    Q_OBJECT

public:
    /// The programs beside this one, where they are elsewhere (tests), and the threads for both halves together (0: all
    /// cores).
    struct Surroundings {
        std::filesystem::path edgeProgram;
        std::filesystem::path probeProgram;
        int threads = 0;
    };

    explicit Workspace(const Surroundings &surroundings, QObject *parent = nullptr);

    bool hasModel() const { return m_model.model != nullptr; }
    const OpenModel &model() const { return m_model; }
    const Cut &cut() const { return m_cut; }
    const CodecChoice &codec() const { return m_codec; }
    const LiveSettings &settings() const { return m_settings; }
    const QString &source() const { return m_source; }
    bool running() const { return m_session.running(); }
    bool paused() const { return m_paused; }
    LiveState state() const { return m_state; }
    const LiveStatus &status() const { return m_status; }
    RunStatistics statistics() const { return m_session.painter().statistics(); }
    /// Intra-op threads of the device half; the edge has the rest.
    int deviceThreads() const;
    /// Who says what a run of a cut stands in for; it is asked at each new cut. Nobody: for nothing.
    void setEmulator(std::function<Emulation(const Cut &)> emulator) { m_emulator = std::move(emulator); }
    /// Who says which codec goes with another cut. Nobody: what of the present one holds there (carriedTo).
    void setCodecCarrier(std::function<CodecChoice(const Cut &)> carrier) { m_codecCarrier = std::move(carrier); }
    int edgeProcessId() const { return m_session.edgeProcessId(); }

public Q_SLOTS:
    /// `cut` as `--cut` takes it; empty: startingCut(). Of the codec stays what holds there.
    void openModel(const QString &file, const QString &cut = {}, const splitscope::CodecChoice &codec = {});
    /// The open model's file once more; the cut stays where its layers still are (carryCut), and `cutCarried` says so.
    /// A codec stays without what was calibrated on the model before.
    void reloadModel();
    void cancelOpening();
    /// With the codec that goes with it.
    void setCut(const splitscope::Cut &cut);
    /// Both as one change.
    void setCutAndCodec(const splitscope::Cut &cut, const splitscope::CodecChoice &codec);
    /// `codecRefused` and nothing changed where the session cannot use it.
    void setCodec(const splitscope::CodecChoice &codec);
    void setLink(const splitscope::LinkSpec &link);
    /// Where answers are wanted; the emulator is asked again.
    void followContext(splitscope::ResultsAt results);
    void setCompare(bool compare);
    void setPaused(bool paused);
    void setSource(const QString &source);

Q_SIGNALS:
    void openingStarted(const QString &fileName);
    /// However it ended; `modelOpened` or `problem` came before where it was not cancelled.
    void openingEnded();
    void modelOpened();
    /// After `modelOpened`, where the model was read again: where the cut could not be kept.
    void cutCarried(const std::vector<std::string> &lost);
    void cutChanged(const splitscope::Cut &cut);
    /// Also after `cutChanged`, where another one goes with the cut.
    void codecChanged(const splitscope::CodecChoice &codec);
    /// After `codecChanged` with the one that stays.
    void codecRefused(const splitscope::Error &error);
    void linkChanged(const splitscope::LinkSpec &link);
    void sourceChanged(const QString &source);
    void compareChanged(bool compare);
    /// After `problem`, where a model says nothing of its inputs: the error (InputShapeNeeded) holds a guess.
    void descriptionNeeded(const QString &file, const splitscope::Error &error);
    /// A sentence that a person should read once.
    void problem(const QString &sentence);
    /// A state of the run; the sentence is empty where the state's name says enough.
    void stateChanged(splitscope::LiveState state, const QString &sentence);
    /// Which settings frames run with: those of the next frame, or since when they are in use.
    void settingsTextChanged(const QString &text);
    void viewReady(const splitscope::LiveView &view);

private:
    void takeModel(const OpenModel &model);
    Cut wantedCut(const OpenModel &model);
    CodecChoice codecFor(const Cut &cut) const;
    void takeFailedOpening(const Error &error);
    int allThreads() const;
    void startSession();
    bool apply(const LiveSettings &settings, const std::function<void(const Error &)> &refused = {});
    Emulation emulationOf(const Cut &cut) const;
    void takeView(LiveView view);
    void takeSessionFailure(const Error &error);
    void refreshState();
    QString settingsText() const;

    const Surroundings m_surroundings;
    ModelOpener m_opener;
    SessionHost m_session;
    OpenModel m_model;
    QString m_wantedFile; ///< the model that is being opened
    QString m_wantedCut;
    CodecChoice m_wantedCodec;
    bool m_reloading = false; ///< the wanted one is the open one's file
    Cut m_cut;
    CodecChoice m_codec;
    LiveSettings m_settings;
    std::function<Emulation(const Cut &)> m_emulator;
    std::function<CodecChoice(const Cut &)> m_codecCarrier;
    QString m_source;
    QString m_lastSource; ///< before the one that was asked for last
    bool m_paused = false;
    std::optional<Error> m_sessionError; ///< why none runs
    std::uint64_t m_generation = 0;      ///< of the settings that were asked for last
    LiveState m_state = LiveState::Stopped;
    QString m_stateSentence;
    LiveStatus m_status;
    QTimer m_statusTimer; ///< for what changes without a message: the time to the next try, counters
};

} // namespace splitscope
