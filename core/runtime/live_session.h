// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/codec_constants.h"
#include "core/graph/context.h"
#include "core/graph/emulation.h"
#include "core/graph/error.h"
#include "core/graph/frame_result.h"
#include "core/graph/link_spec.h"
#include "core/graph/link_trace.h"
#include "core/graph/plan_key.h"
#include "core/model/model.h"
#include "core/sources/frame_source.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// What a person may change while frames run. Applies from the next captured frame on.
struct LiveSettings {
    std::string cut = "edge";   ///< Cut::text
    std::string codec = "none"; ///< codecFromText; a picture codec goes with the cut `edge` only
    LinkSpec link;
    ExecutionMode mode = ExecutionMode::Fast;
    bool compare = false; ///< run the whole model after each split result, never inside a timed stage
    /// Where there, the link follows it from when it was set, over and over, and `link` plays no part.
    std::shared_ptr<const LinkTrace> trace;
    Emulation emulation; ///< its times are those of `cut`; needs an edge of our own where it names one
    /// Edge: answers stay there. What the device computes is sent along, nothing returns, and a frame's latency ends
    /// when the edge is done. A frame that falls back has its answers on the device all the same.
    ResultsAt results = ResultsAt::Device;
    /// What the codec was calibrated to, where it needs that.
    std::shared_ptr<const CodecConstants> constants;

    bool operator==(const LiveSettings &) const = default;
};

/// Where the edge half runs.
struct EdgeTarget {
    std::string address;           ///< HOST:PORT of a running edge; empty: a splitscope-edge of our own on loopback
    std::filesystem::path program; ///< of our own edge; empty: the splitscope-edge beside this program
    std::string
        modelName; ///< fixed model name of a foreign server that holds an exported tail; empty: prepared by plan
    std::string caFile, certFile, keyFile, tokenFile;
    std::vector<std::filesystem::path> opLibraries; ///< of our own edge: register custom operators
};

enum class EdgeState { NotNeeded, Starting, Ready, Lost };

struct LiveStatus {
    EdgeState edge = EdgeState::Starting;
    std::optional<Error> edgeError;   ///< why the edge is lost, while it is
    double retryInSeconds = 0.0;      ///< until the next try, while lost
    std::optional<Error> sourceError; ///< why no picture comes, while none comes
    std::optional<Error>
        runError; ///< why the device could not run the last frame: the frame is gone, the session goes on
    bool sourceEnded = false;
    bool finished = false; ///< the source ended or the frame limit was reached, and no result is under way
    std::uint64_t settingsGeneration = 0;
    int framesInFlight = 0; ///< taken and not answered yet: two at most
    std::uint64_t framesDelivered = 0;
    std::uint64_t framesDropped = 0;   ///< captured but not run, because two were in flight
    std::uint64_t framesCancelled = 0; ///< in flight when their settings changed
    std::uint64_t fallbacks = 0;       ///< frames that the device ran alone because the edge failed
    std::uint64_t reconnects = 0;      ///< edge found again after it was lost
};

/// Runs a model cut in two on the frames of a source: head here, tail in an edge process behind an emulated link, at
/// most two frames in flight, latest frame wins. If the edge dies the device runs the frames alone while the edge is
/// started again. Callbacks come from worker threads, one at a time, and must return quickly.
class LiveSession {
public:
    struct Callbacks {
        std::function<void(const FrameResult &)> frame;
        std::function<void(const LiveStatus &)> status; ///< at each change of a state or an error
    };

    struct Options {
        int deviceThreads = 1;
        int edgeThreads = 1;
        std::uint64_t frameLimit = 0; ///< stop the source after so many delivered results; 0: no limit
        bool dropWhenBusy = true;     ///< false: run every frame of the source (files, evaluation)
        int framesInFlight = 2;       ///< 1 or 2. With one, a frame never waits for another
        /// Before the first frame: finds the quickest executions of both halves, which takes some tens of runs and the
        /// time of one frame on the link. For measuring: otherwise they are found while frames run.
        bool settleFirst = false;
    };

    /// Throws Failure (EdgeProgramMissing, IllegalCut, UnknownLayer, UnknownCodec, InvalidArgument); starting the edge
    /// itself happens in the background.
    LiveSession(std::shared_ptr<const Model> model, std::unique_ptr<FrameSource> source, EdgeTarget edge,
        LiveSettings settings, Options options, Callbacks callbacks);
    /// Stops everything; ends the edge process if it is ours.
    ~LiveSession();

    /// Takes effect with the next captured frame: a request in flight that becomes stale (another cut, codec or mode)
    /// is cancelled and its queued bytes are dropped; a change of the link acts on bytes in flight. Returns the
    /// settings' generation, which FrameResult carries. Never blocks on the network or on building a partition. Throws
    /// Failure (IllegalCut, UnknownLayer, UnknownCodec, InvalidArgument: also a codec that does not fit the cut, as
    /// fitCodec says, or that a foreign server cannot decode) and changes nothing then.
    std::uint64_t apply(const LiveSettings &settings);

    void setPaused(bool paused);
    /// Another source; the old one is stopped.
    void setSource(std::unique_ptr<FrameSource> source);

    LiveStatus status() const;
    /// Process id of our own edge, 0 if none runs.
    int edgeProcessId() const;
    /// Blocks until the source ended or `frameLimit` results were delivered.
    void wait();

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace splitscope
