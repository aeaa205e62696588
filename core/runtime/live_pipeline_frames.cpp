// SPDX-License-Identifier: GPL-3.0-or-later
// The way of one frame through LivePipeline.
#include "core/runtime/live_pipeline.h"

#include "core/evaluation/agreement.h"
#include "core/graph/error.h"
#include "core/runtime/hold.h"

#include <algorithm>
#include <utility>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int mostInFlight = 2;

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

/// Where no frame has come yet; a codec of pictures brings it to the model's size.
Picture greyPicture()
{
    constexpr int side = 64;
    Picture picture{side, side, {}};
    picture.rgb.assign(std::size_t{3} * side * side, 128);
    return picture;
}

double millisecondsSince(Clock::time_point start) { return milliseconds(Clock::now() - start); }

} // namespace

void LivePipeline::runDevice()
{
    std::unique_lock lock(m_mutex);
    if (m_options.settleFirst) {
        m_wake.wait(lock, [this] { return m_stop || !m_plan.remote || m_edge->status().state != EdgeState::Starting; });
        const auto plan = m_plan;
        const auto epoch = m_edge->epoch(); // what stops the session after this cancels the requests of settling
        const bool stopped = m_stop;
        lock.unlock();
        if (!stopped)
            settle(plan, epoch);
        lock.lock();
    }
    while (true) {
        m_wake.wait(lock, [this] { return m_stop || mayStart(); });
        if (m_stop)
            return;
        const auto job = startJob();
        lock.unlock();
        if (job)
            runOnDevice(job);
        lock.lock();
    }
}

/// Finds the quickest executions of both halves, so that no measured frame runs beside a search. The tail looks after
/// it was run, because which is quickest depends on the order in which tensors come.
void LivePipeline::settle(const Plan &plan, std::uint64_t epoch)
{
    const auto stopped = [this] {
        const std::lock_guard lock(m_mutex);
        return m_stop;
    };
    try {
        Job job;
        job.plan = plan;
        job.inputs = m_model->sampleInputs(1);
        if (!plan.remote)
            return m_device.settleWhole(plan.key.mode, job.inputs, stopped);
        job.head = m_device.head(plan.key.cut, plan.key.mode);
        auto outputs = m_device.settleHead(*job.head, job.inputs, stopped);
        job.result.frame.picture = greyPicture();
        encode(job, outputs);
        auto request = requestOf(job);
        request.holdMs = 0.0;
        m_edge->run(plan.tail(), request, epoch);
        m_edge->tune(plan.tail(), epoch);
    } catch (const std::exception &) {
        // The first frame meets the same and says it.
    }
}

bool LivePipeline::mayStart() const
{
    // The uncut model must not run beside a stage that is timed.
    const int limit = m_plan.settings.compare ? 1 : std::clamp(m_options.framesInFlight, 1, mostInFlight);
    if (m_paused || m_inFlight >= limit || (m_again.empty() && !m_capture->hasFrame()))
        return false;
    if (m_options.frameLimit > 0 && m_started >= m_options.frameLimit && m_again.empty())
        return false;
    return !m_plan.remote || m_edge->status().state != EdgeState::Starting;
}

/// Takes a frame, and the settings as they are now.
LivePipeline::JobPointer LivePipeline::startJob()
{
    auto job = std::make_shared<Job>();
    if (!m_again.empty()) {
        const auto first = m_again.begin();
        job->place = first->first;
        job->result.frame = std::move(first->second);
        m_again.erase(first);
    } else {
        auto frame = m_capture->take();
        if (!frame)
            return nullptr;
        job->result.frame = std::move(*frame);
        if (!m_options.dropWhenBusy)
            job->result.frame.captured =
                Clock::now(); // a file's picture is due when its turn comes: waiting for it is no latency
        job->place = m_results.begin();
        ++m_started;
    }
    ++m_inFlight;
    job->plan = m_plan;
    job->epoch = m_edge->epoch();
    job->result.plan = m_plan.key;
    job->result.settingsGeneration = m_plan.generation;
    return job;
}

void LivePipeline::runOnDevice(const JobPointer &job)
{
    try {
        if (job->plan.remote && m_edge->status().state == EdgeState::Ready) {
            runHead(job);
            return;
        }
        if (!runAlone(*job, job->plan.remote ? FrameResult::RanOn::Fallback : FrameResult::RanOn::DeviceOnly))
            return cancel(job);
        complete(*job, Clock::now());
        end(job, true);
    } catch (const std::exception &error) {
        report(job, error);
    }
}

void LivePipeline::prepareInputs(Job &job) const
{
    if (!job.inputs.empty())
        return;
    const auto start = Clock::now();
    job.inputs = m_device.inputsFor(job.result.frame.picture);
    job.inputMs = millisecondsSince(start);
}

/// Makes of a head's outputs what is sent.
void LivePipeline::encode(Job &job, const PieceOutputs &outputs) const
{
    job.crossing = job.plan.codec->encode(outputs.crossing, job.result.frame.picture, m_foreignEdge);
    if (job.plan.settings.results != ResultsAt::Edge)
        return;
    for (const auto &[task, value] : outputs.tasks) {
        job.answers.push_back({m_model->metadata().tasks.at(static_cast<std::size_t>(task)).name, value});
        if (job.plan.packsAnswers)
            packAnswer(job.answers.back());
    }
}

/// Runs the head and leaves the rest to a sender. The edge prepares the tail while the head is built and runs.
void LivePipeline::runHead(const JobPointer &job)
{
    if (std::exchange(m_preparedFor, job->plan.planGeneration) != job->plan.planGeneration) {
        m_senders->post([this, job] {
            try {
                m_edge->prepare(job->plan.tail(), job->epoch);
            } catch (const std::exception &) {
                // The frame's own request meets the same and deals with it.
            }
        });
    }
    job->head = m_device.head(job->plan.key.cut, job->plan.key.mode);
    double deviceMs = 0.0;
    PieceOutputs outputs;
    if (!job->plan.codec->sendsPictureAlone() || !job->head->piece->tasks().empty()) {
        prepareInputs(*job);
        const auto start = Clock::now();
        outputs = m_device.runHead(*job->head, job->inputs);
        deviceMs = job->inputMs + millisecondsSince(start);
        addTasks(*job, outputs.tasks);
    }
    const auto start = Clock::now();
    encode(*job, outputs);
    double encodeMs = millisecondsSince(start);
    if (job->plan.key.codec == "none" && !job->plan.packsAnswers) // nothing was: what was spent is the device's
        deviceMs += std::exchange(encodeMs, 0.0);
    // What is stale by then, the sender finds.
    hold(*job, job->plan.settings.emulation.headMs, deviceMs, encodeMs);
    m_senders->post([this, job] { send(job); });
}

void LivePipeline::send(const JobPointer &job)
{
    try {
        if (stale(*job))
            return cancel(job);
        Clock::time_point done;
        try {
            const auto run = m_edge->run(job->plan.tail(), requestOf(*job), job->epoch);
            addTasks(*job, run.tasks);
            done = job->plan.settings.results == ResultsAt::Edge ? run.done : Clock::now();
            auto &result = job->result;
            result.stages.uplink = run.stages.uplink;
            result.stages.edge = run.stages.edge;
            result.stages.downlink = run.stages.downlink;
            result.stagesModelled = run.stagesModelled;
            result.bytesUp = run.bytesUp;
            result.bytesDown = run.bytesDown;
        } catch (const Failure &) {
            // Whatever went wrong at the edge, EdgeLink has it in its status.
            if (stale(*job))
                return cancel(job);
            if (!runAlone(*job, FrameResult::RanOn::Fallback))
                return cancel(job);
            done = Clock::now();
        }
        complete(*job, done);
        end(job, true);
    } catch (const std::exception &error) {
        report(job, error);
    }
}

TailRequest LivePipeline::requestOf(const Job &job) const
{
    TailRequest request;
    request.crossing = job.crossing;
    request.tasks = job.head->tailTasks;
    request.holdMs = job.plan.settings.emulation.tailMs;
    request.keepAnswers = job.plan.settings.results == ResultsAt::Edge;
    request.answers = job.answers;
    return request;
}

/// Holds the device's two stages, which took so long, until they took as long as on the machine that this one stands in
/// for; both are stretched alike. False if the settings changed meanwhile.
bool LivePipeline::hold(Job &job, double leastMs, double deviceMs, double encodeMs) const
{
    const double spentMs = deviceMs + encodeMs;
    const auto start = Clock::now();
    const auto left = std::chrono::duration<double, std::milli>(std::max(0.0, leastMs - spentMs));
    const bool done = holdUntil(start + std::chrono::duration_cast<Clock::duration>(left), [&] { return stale(job); });
    const double heldMs = spentMs + millisecondsSince(start);
    job.result.stages.encode = spentMs > 0.0 ? heldMs * encodeMs / spentMs : 0.0;
    job.result.stages.device = heldMs - job.result.stages.encode;
    return done;
}

/// The whole frame on the device: the cut says so, or the edge failed. False if the settings changed while it was held.
bool LivePipeline::runAlone(Job &job, FrameResult::RanOn why)
{
    m_device.makeWholeReady(job.plan.key.mode);
    prepareInputs(job);
    const auto start = Clock::now();
    const auto outputs = m_device.runWhole(job.plan.key.mode, job.inputs);
    const double spentMs = job.inputMs + millisecondsSince(start);
    job.result.stages = {};
    job.result.ranOn = why;
    job.result.tasks.clear();
    addTasks(job, outputs.tasks);
    if (!hold(job, job.plan.settings.emulation.wholeMs, spentMs))
        return false;
    if (why == FrameResult::RanOn::Fallback) {
        const std::lock_guard lock(m_mutex);
        ++m_counts.fallbacks;
    }
    return true;
}

void LivePipeline::addTasks(Job &job, const std::vector<std::pair<int, TensorValue>> &tasks) const
{
    for (const auto &[task, value] : tasks)
        job.result.tasks.push_back(
            {m_model->metadata().tasks.at(static_cast<std::size_t>(task)), value, std::nullopt, {}});
}

/// The result is there: puts its tasks in the model's order and, where asked for, runs the uncut model.
void LivePipeline::complete(Job &job, Clock::time_point done)
{
    job.result.latencyMs = milliseconds(done - job.result.frame.captured);
    const auto &tasks = m_model->metadata().tasks;
    std::stable_sort(job.result.tasks.begin(), job.result.tasks.end(), [&](const auto &a, const auto &b) {
        return std::find(tasks.begin(), tasks.end(), a.task) < std::find(tasks.begin(), tasks.end(), b.task);
    });
    if (job.plan.settings.compare)
        compare(job);
}

void LivePipeline::compare(Job &job)
{
    m_device.makeWholeReady(job.plan.key.mode);
    prepareInputs(job);
    const auto start = Clock::now();
    const auto outputs = m_device.runWhole(job.plan.key.mode, job.inputs);
    job.result.wholeMs = millisecondsSince(start);
    for (const auto &[task, value] : outputs.tasks) {
        const auto &spec = m_model->metadata().tasks.at(static_cast<std::size_t>(task));
        const auto it = std::find_if(
            job.result.tasks.begin(), job.result.tasks.end(), [&](const auto &result) { return result.task == spec; });
        if (it == job.result.tasks.end())
            continue;
        it->whole = value;
        it->agreement = agreementOf(spec, it->split, value);
    }
}

bool LivePipeline::stale(const Job &job) const
{
    const std::lock_guard lock(m_mutex);
    return m_stop || job.plan.planGeneration != m_plan.planGeneration;
}

/// The settings changed under a frame: it is gone, or, where every frame counts, run again with the new ones.
void LivePipeline::cancel(const JobPointer &job)
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_counts.framesCancelled;
        if (!m_options.dropWhenBusy && !m_stop) {
            m_again.emplace(job->place, std::move(job->result.frame));
            --m_inFlight;
            m_wake.notify_all();
            return;
        }
    }
    end(job, false);
}

void LivePipeline::report(const JobPointer &job, const std::exception &error)
{
    const auto *failure = dynamic_cast<const Failure *>(&error);
    {
        const std::lock_guard lock(m_mutex);
        m_counts.runError = failure ? failure->error() : Error{ErrorCode::Internal, {{"why", error.what()}}};
        m_statusDirty = true;
    }
    end(job, false);
}

void LivePipeline::end(const JobPointer &job, bool withResult)
{
    m_results.finish(job->place, withResult ? std::optional(std::move(job->result)) : std::nullopt);
    {
        const std::lock_guard lock(m_mutex);
        --m_inFlight;
        if (!withResult)
            --m_started;
    }
    m_wake.notify_all();
}

} // namespace splitscope
