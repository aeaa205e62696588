// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/edge_connection.h"

#include "core/graph/error.h"
#include "core/model/guarded_open.h"
#include "core/runtime/link_shaper.h"

#include <algorithm>

#include <unistd.h>

namespace splitscope {

EdgeConnection::EdgeConnection(const EdgeTarget &target, const std::filesystem::path &models, int threads,
    const LinkSpec &link, const std::shared_ptr<const LinkTrace> &trace, InferenceClient &client,
    const std::function<bool()> &cancelled)
    : m_client(client)
{
    if (target.address.empty()) {
        EdgeProcessOptions options;
        options.program = edgeProgram(target);
        options.models = models;
        options.opLibraries = target.opLibraries;
        options.threads = threads;
        options.cancelled = cancelled;
        m_process = std::make_unique<EdgeProcess>(options);
        m_address = m_process->address();
    } else {
        m_address = HostPort::fromText(target.address);
    }
    m_shownAs = m_address.text();
    m_relay = std::make_unique<LinkRelay>(m_address, link);
    setLink(link, trace);
    m_client.reconnect();
}

void EdgeConnection::setLink(const LinkSpec &link, const std::shared_ptr<const LinkTrace> &trace)
{
    if (trace)
        m_relay->setTrace(trace);
    else
        m_relay->setLink(link);
    const auto expected = trace ? trace->worst() : link;
    m_client.setAddress(expected.shaped ? m_relay->address() : m_address, m_shownAs);
    const auto up = uplinkOf(expected).bytesPerSecond;
    const auto down = downlinkOf(expected).bytesPerSecond;
    const auto roundTrip =
        std::chrono::duration<double, std::milli>(expected.shaped ? expected.rttMs + expected.jitterMs : 0.0);
    m_client.setExpectedLink(std::min(up, down), std::chrono::duration_cast<std::chrono::nanoseconds>(roundTrip));
}

std::unique_ptr<InferenceClient> makeClient(const EdgeTarget &target)
{
    ClientOptions options{target.caFile, target.certFile, target.keyFile, target.tokenFile, ""};
    if (!target.address.empty())
        options.tlsName = HostPort::fromText(target.address).host;
    return std::make_unique<InferenceClient>(options);
}

std::filesystem::path edgeProgram(const EdgeTarget &target)
{
    auto program = target.program.empty() ? programDirectory() / "splitscope-edge" : target.program;
    if (::access(program.c_str(), X_OK) != 0)
        throw Failure(ErrorCode::EdgeProgramMissing, {{"file", program.string()}});
    return program;
}

} // namespace splitscope
