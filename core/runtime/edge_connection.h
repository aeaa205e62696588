// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/edge_process.h"
#include "core/runtime/inference_client.h"
#include "core/runtime/link_relay.h"
#include "core/runtime/live_session.h"
#include "core/runtime/model_folder.h"

#include <memory>
#include <optional>
#include <string>

namespace splitscope {

/// One life of an edge as the device sees it: its process, if it is ours, and the link emulator before it.
class EdgeConnection {
public:
    /// Starts our own edge, or resolves the address of the other, and points `client` at it.
    /// Throws Failure: EdgeProgramMissing, EdgeDidNotStart, EdgeUnreachable, InvalidArgument, Cancelled.
    EdgeConnection(const EdgeTarget &target, const std::filesystem::path &models, int threads, const LinkSpec &link,
        const std::shared_ptr<const LinkTrace> &trace, InferenceClient &client, const std::function<bool()> &cancelled);

    /// \param trace followed instead of the link, where there is one.
    void setLink(const LinkSpec &link, const std::shared_ptr<const LinkTrace> &trace);
    void dropBytes() { m_relay->dropConnections(); }

    /// How our own process ended; nothing while it runs, or if it is not ours.
    std::optional<std::string> howItEnded() { return m_process ? m_process->howItEnded() : std::nullopt; }
    int processId() const { return m_process ? m_process->pid() : 0; }
    const std::string &address() const { return m_shownAs; }

private:
    InferenceClient &m_client;
    std::unique_ptr<EdgeProcess> m_process;
    HostPort m_address;
    std::string m_shownAs;
    std::unique_ptr<LinkRelay> m_relay;
};

/// The client for a target. Throws Failure for its certificates and token.
std::unique_ptr<InferenceClient> makeClient(const EdgeTarget &target);

/// The program of our own edge. Throws Failure (EdgeProgramMissing).
std::filesystem::path edgeProgram(const EdgeTarget &target);

} // namespace splitscope
