// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/live_session.h"

#include "core/runtime/live_pipeline.h"

#include <utility>

namespace splitscope {

struct LiveSession::Data {
    LivePipeline pipeline;
};

LiveSession::LiveSession(std::shared_ptr<const Model> model, std::unique_ptr<FrameSource> source, EdgeTarget edge,
    LiveSettings settings, Options options, Callbacks callbacks)
    : m_data(new Data{{std::move(model), std::move(source), std::move(edge), settings, options, std::move(callbacks)}})
{
}

LiveSession::~LiveSession() = default;

std::uint64_t LiveSession::apply(const LiveSettings &settings) { return m_data->pipeline.apply(settings); }

void LiveSession::setPaused(bool paused) { m_data->pipeline.setPaused(paused); }

void LiveSession::setSource(std::unique_ptr<FrameSource> source) { m_data->pipeline.setSource(std::move(source)); }

LiveStatus LiveSession::status() const { return m_data->pipeline.status(); }

int LiveSession::edgeProcessId() const { return m_data->pipeline.edgeProcessId(); }

void LiveSession::wait() { m_data->pipeline.wait(); }

} // namespace splitscope
