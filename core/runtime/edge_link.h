// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/live_session.h"
#include "core/runtime/tail_call.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace splitscope {

/// The device's way to its edge: keeps the edge running and reachable (process, link emulator, connection), tells its
/// state, and carries requests. What fails is tried again after 0.5, 1, 2, 4, 8 and then every 10 s. Thread-safe.
class EdgeLink {
public:
    struct Setup {
        std::shared_ptr<const Model> model;
        EdgeTarget target;
        int edgeThreads = 1;
        LinkSpec link;
        std::shared_ptr<const LinkTrace> trace; ///< followed instead of the link, where there is one
        bool needed = true;
        std::function<void()> changed; ///< the state or the error changed; called from any thread, with no lock held
    };

    struct Status {
        EdgeState state = EdgeState::Starting;
        std::optional<Error> error;
        double retryInSeconds = 0.0;
        std::uint64_t reconnects = 0;
    };

    /// Starts in the background. Throws Failure: EdgeProgramMissing (if an edge is needed), InvalidArgument (address),
    /// FileNotFound, FileUnreadable (certificates, token).
    explicit EdgeLink(Setup setup);
    /// Cancels all requests and ends the edge if it is ours.
    ~EdgeLink();
    EdgeLink(const EdgeLink &) = delete;
    EdgeLink &operator=(const EdgeLink &) = delete;

    Status status() const;
    /// Of our own edge; 0 if none runs.
    int processId() const;

    /// Whether frames need an edge. One that is no longer needed keeps running, so that coming back is quick.
    void setNeeded(bool needed);
    /// Acts on bytes in flight. A trace that is followed already goes on.
    void setLink(const LinkSpec &link, const std::shared_ptr<const LinkTrace> &trace = nullptr);

    /// Requests carry the epoch in which they were decided on; `cancelRequests` ends it, cancels them and drops their
    /// bytes.
    std::uint64_t epoch() const;
    void cancelRequests();

    /// Makes the tail of `plan` ready if it is not. Throws as `run`.
    void prepare(const TailPlan &plan, std::uint64_t epoch);
    /// Has the edge find the tail's quickest execution, with tensors in the orders of its last run, and waits for it.
    /// No effect on a foreign server. Throws as `run`.
    void tune(const TailPlan &plan, std::uint64_t epoch);

    /// Runs the tail of `plan`; prepares it first where needed, and again if the edge has forgotten it.
    /// Throws Failure: Cancelled, and EdgeUnreachable, EdgeRefused, EdgeWrongAnswer, after which the edge counts as
    /// lost.
    TailRun run(const TailPlan &plan, const TailRequest &request, std::uint64_t epoch);

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace splitscope
