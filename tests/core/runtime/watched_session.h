// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/live_session.h"
#include "tests/core/runtime/step_source.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace splitscope::testing {

/// A link on which one input of the small model (9,216 bytes) takes more than an hour.
inline LinkSpec hopelessLink() { return {true, 0.00001, 0.00001, 0.0, 0.0, 0.0}; }

inline LinkSpec quickLink() { return {true, 200.0, 200.0, 2.0, 0.0, 0.0}; }

/// On this link answers cross as they are: packing them would take longer than it saves.
inline LinkSpec wideLink(double rttMs = 2.0) { return {true, 1000.0, 1000.0, rttMs, 0.0, 0.0}; }

/// In reference mode, so that answers can be compared bit for bit.
inline LiveSettings referenceSettings(const std::string &cut = "edge", const LinkSpec &link = {})
{
    LiveSettings settings;
    settings.cut = cut;
    settings.link = link;
    settings.mode = ExecutionMode::Reference;
    return settings;
}

/// A session under test with what it told.
class Watched {
public:
    Watched(std::shared_ptr<const Model> model, const LiveSettings &settings, LiveSession::Options options = {},
        EdgeTarget target = ownEdge())
        : control(std::make_shared<StepControl>())
    {
        LiveSession::Callbacks callbacks;
        callbacks.frame = [this](const FrameResult &result) {
            const std::lock_guard lock(m_mutex);
            m_results.push_back(result);
        };
        callbacks.status = [this](const LiveStatus &status) {
            const std::lock_guard lock(m_mutex);
            m_told.push_back(status);
        };
        session = std::make_unique<LiveSession>(
            std::move(model), std::make_unique<StepSource>(control), target, settings, options, callbacks);
    }

    static EdgeTarget ownEdge()
    {
        EdgeTarget target;
        target.program = SPLITSCOPE_BIN_DIR "/splitscope-edge";
        return target;
    }

    std::vector<FrameResult> results() const
    {
        const std::lock_guard lock(m_mutex);
        return m_results;
    }
    std::size_t count() const { return results().size(); }
    FrameResult last() const { return results().back(); }
    bool told(EdgeState state) const
    {
        const std::lock_guard lock(m_mutex);
        return std::any_of(m_told.begin(), m_told.end(), [&](const auto &status) { return status.edge == state; });
    }
    bool ready() const { return session->status().edge == EdgeState::Ready; }

    std::shared_ptr<StepControl> control;

private:
    mutable std::mutex m_mutex;
    std::vector<FrameResult> m_results;
    std::vector<LiveStatus> m_told;

public:
    std::unique_ptr<LiveSession> session; ///< last: its threads use the others
};

inline constexpr int patience = 60000;

} // namespace splitscope::testing
