// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/live_pipeline.h"

#include "core/graph/answer_packing.h"
#include "core/graph/cut.h"
#include "core/graph/error.h"
#include "core/runtime/constant_tensors.h"

#include <algorithm>
#include <utility>

namespace splitscope {

namespace {

// One for each frame in flight, and one to prepare the next tail meanwhile.
constexpr int senderThreads = 3;

void checkLink(const LinkSpec &link)
{
    const bool usable = !link.shaped
        || (link.uplinkMbps > 0.0 && link.downlinkMbps > 0.0 && link.rttMs >= 0.0 && link.jitterMs >= 0.0
            && link.loss >= 0.0 && link.loss < 1.0);
    if (!usable)
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The link " + link.text()}, {"why", "rates must be above 0, times and loss not below."}});
}

void checkEmulation(const Emulation &emulation, bool ownEdge)
{
    for (const double ms : {emulation.headMs, emulation.wholeMs, emulation.tailMs}) {
        if (!(ms >= 0.0) || ms > longestHoldMs)
            throw Failure(ErrorCode::InvalidArgument,
                {{"what", "The emulation"}, {"why", "a stage can be held for 0 to 60,000 ms."}});
    }
    if (!emulation.edge.empty() && !ownEdge)
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The edge device " + emulation.edge},
                {"why", "only an edge that is started here (--edge local) can stand in for another machine."}});
}

/// A server that holds an exported tail reads tensors and nothing else.
void checkForeignCodec(const Codec &codec)
{
    const auto refuse = [&](const char *why) {
        throw Failure(ErrorCode::InvalidArgument, {{"what", "The codec " + codec.text()}, {"why", why}});
    };
    if (codec.picture)
        refuse("a server that holds an exported tail takes the prepared input, not a picture.");
    const bool packs = codec.rest.zstdLevel
        || std::any_of(codec.named.begin(), codec.named.end(),
            [](const auto &named) { return named.second.zstdLevel.has_value(); });
    if (packs)
        refuse("a server that holds an exported tail cannot unpack zstd; leave +zstd out.");
}

} // namespace

LivePipeline::LivePipeline(std::shared_ptr<const Model> model, std::unique_ptr<FrameSource> source, EdgeTarget edge,
    const LiveSettings &settings, const LiveSession::Options &options, LiveSession::Callbacks callbacks)
    : m_model(std::move(model))
    , m_options(options)
    , m_callbacks(std::move(callbacks))
    , m_ownEdge(edge.address.empty())
    , m_foreignEdge(!edge.modelName.empty())
    , m_device(m_model)
    , m_results([this](const FrameResult &result) { deliver(result); })
    , m_plan(checked(settings))
{
    m_plan.generation = 1;
    m_plan.planGeneration = 1;
    m_edge = std::make_unique<EdgeLink>(EdgeLink::Setup{m_model, std::move(edge), m_options.edgeThreads, settings.link,
        settings.trace, m_plan.remote, [this] { wake(); }});
    m_senders = std::make_unique<WorkerPool>(senderThreads);
    m_capture = std::make_unique<FrameCapture>(std::move(source), m_options.dropWhenBusy, [this] { wake(); });
    m_deviceThread = std::thread([this] { runDevice(); });
    m_statusThread = std::thread([this] { tellStatus(); });
}

LivePipeline::~LivePipeline()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    m_capture->stop();
    m_edge->cancelRequests();
    m_deviceThread.join();
    m_senders.reset();
    m_statusThread.join();
    // Their threads call wake(), so they go before what wake() touches.
    m_capture.reset();
    m_edge.reset();
}

/// Throws Failure, and changes nothing.
LivePipeline::Plan LivePipeline::checked(const LiveSettings &settings) const
{
    const auto &graph = m_model->graph();
    const auto cut = Cut::fromText(graph, settings.cut);
    if (const auto why = whyIllegal(graph, cut); !why.empty())
        throw Failure(ErrorCode::IllegalCut, {{"cut", settings.cut}, {"why", why}});
    const auto codec =
        std::make_shared<const CrossingCodec>(m_model, cut, codecFromText(settings.codec), settings.constants.get());
    if (m_foreignEdge)
        checkForeignCodec(codec->codec());
    checkLink(settings.link);
    checkEmulation(settings.emulation, m_ownEdge);
    if (settings.results == ResultsAt::Edge && m_foreignEdge)
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "Results at the edge"}, {"why", "a server that holds an exported tail sends its answers back."}});
    Plan plan;
    plan.settings = settings;
    plan.remote = settings.results == ResultsAt::Edge || !crossingTensors(graph, cut).empty();
    plan.packsAnswers = settings.results == ResultsAt::Edge
        && packsAnswers(settings.trace ? settings.trace->average() : settings.link, settings.results);
    plan.key.modelHash = m_model->hash();
    std::vector<TensorInfo> inputs;
    for (const auto &input : graph.inputs())
        inputs.push_back(input.info);
    plan.key.inputSignature = inputSignature(inputs);
    plan.key.operatingPoint = m_model->operatingPoint().id;
    plan.key.cut = cut.text(graph);
    plan.key.codec = codec->codec().text();
    plan.codec = codec;
    plan.constants = constantTensors(codec->constants());
    plan.key.mode = settings.mode;
    plan.key.threads = m_options.deviceThreads;
    return plan;
}

std::uint64_t LivePipeline::apply(const LiveSettings &settings)
{
    auto plan = checked(settings);
    const std::lock_guard applying(m_applying);
    std::uint64_t generation = 0;
    {
        const std::lock_guard lock(m_mutex);
        const bool makesStale = plan.key != m_plan.key;
        plan.generation = generation = m_plan.generation + 1;
        plan.planGeneration = m_plan.planGeneration + (makesStale ? 1 : 0);
        if (!makesStale)
            plan.codec = m_plan.codec; // it has its coders
        m_plan = plan;
        if (makesStale)
            m_edge->cancelRequests();
        // Only now: a quicker link would let stale bytes through before they are dropped.
        m_edge->setLink(settings.link, settings.trace);
        m_statusDirty = true;
    }
    m_edge->setNeeded(plan.remote);
    m_wake.notify_all();
    return generation;
}

void LivePipeline::setPaused(bool paused)
{
    m_capture->setPaused(paused);
    const std::lock_guard lock(m_mutex);
    m_paused = paused;
    m_wake.notify_all();
}

LiveStatus LivePipeline::status() const
{
    const auto edge = m_edge->status();
    const auto capture = m_capture->status();
    const std::lock_guard lock(m_mutex);
    LiveStatus status = m_counts;
    status.edge = edge.state;
    status.edgeError = edge.error;
    status.retryInSeconds = edge.retryInSeconds;
    status.reconnects = edge.reconnects;
    status.sourceError = capture.error;
    status.sourceEnded = capture.ended;
    status.framesDropped = capture.dropped;
    status.settingsGeneration = m_plan.generation;
    status.framesInFlight = m_inFlight;
    status.finished = finished();
    return status;
}

void LivePipeline::wait()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_stop || finished(); });
}

bool LivePipeline::finished() const
{
    if (m_options.frameLimit > 0 && m_counts.framesDelivered >= m_options.frameLimit)
        return true;
    return m_capture->status().ended && !m_capture->hasFrame() && m_inFlight == 0 && m_again.empty();
}

/// Something outside changed: a frame came, the edge was lost.
void LivePipeline::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_statusDirty = true;
    }
    m_wake.notify_all();
}

void LivePipeline::deliver(const FrameResult &result)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stop)
            return;
        m_statusDirty = m_statusDirty || m_counts.runError.has_value();
        m_counts.runError.reset();
    }
    if (m_callbacks.frame) {
        const std::lock_guard calling(m_calling);
        m_callbacks.frame(result);
    }
    bool last = false;
    {
        const std::lock_guard lock(m_mutex);
        last = ++m_counts.framesDelivered == m_options.frameLimit;
    }
    if (last)
        m_capture->stop();
    m_wake.notify_all();
}

void LivePipeline::tellStatus()
{
    std::optional<LiveStatus> told;
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stop || m_statusDirty; });
        if (m_stop)
            return;
        m_statusDirty = false;
        lock.unlock();
        const auto now = status();
        const bool news = !told || told->edge != now.edge || told->edgeError != now.edgeError
            || told->sourceError != now.sourceError || told->runError != now.runError
            || told->sourceEnded != now.sourceEnded || told->reconnects != now.reconnects
            || told->settingsGeneration != now.settingsGeneration;
        if (news && m_callbacks.status) {
            const std::lock_guard calling(m_calling);
            m_callbacks.status(now);
        }
        told = now;
        lock.lock();
    }
}

} // namespace splitscope
