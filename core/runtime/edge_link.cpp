// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/edge_link.h"

#include "core/graph/answer_packing.h"
#include "core/graph/error.h"
#include "core/model/dimension_order.h"
#include "core/runtime/edge_link_data.h"
#include "core/runtime/protocol.h"

#include <algorithm>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

} // namespace

EdgeState EdgeLink::Data::state() const
{
    if (!needed)
        return EdgeState::NotNeeded;
    if (lost)
        return EdgeState::Lost;
    return connected ? EdgeState::Ready : EdgeState::Starting;
}

std::string EdgeLink::Data::address() const
{
    const std::lock_guard lock(mutex);
    return connection ? connection->address() : setup.target.address;
}

/// Calls back without the lock.
void EdgeLink::Data::tell(std::unique_lock<std::mutex> &lock)
{
    changed.notify_all();
    lock.unlock();
    if (setup.changed)
        setup.changed();
    lock.lock();
}

/// A request failed that was not cancelled.
void EdgeLink::Data::failed(const Error &why, std::uint64_t epoch)
{
    std::unique_lock lock(mutex);
    if (!connected || epoch != client->epoch())
        return; // an old request's trouble
    Error shown = why;
    if (why.code == ErrorCode::PlanUnknown)
        shown = Error{ErrorCode::EdgeRefused,
            {{"address", connection->address()}, {"why", "it does not have " + setup.target.modelName + "."}}};
    if (const auto end = connection->howItEnded())
        shown = Error{ErrorCode::EdgeUnreachable, {{"address", connection->address()}, {"why", *end + "."}}};
    lose(shown, shown.code == ErrorCode::EdgeUnreachable);
    tell(lock);
}

void EdgeLink::Data::prepare(const TailPlan &plan, std::uint64_t epoch)
{
    if (!setup.target.modelName.empty())
        return; // a foreign server holds its tail already
    const auto name = tailName(plan.key);
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return !preparing.contains(name); });
    if (prepared.contains(name))
        return;
    preparing.insert(name);
    lock.unlock();
    std::optional<Error> failure;
    try {
        InferCall call;
        call.model = name;
        call.inputs = plan.constants;
        call.plan = plan.key.canonicalJson();
        call.epoch = epoch;
        client->infer(call);
    } catch (const Failure &caught) {
        failure = caught.error();
    }
    lock.lock();
    preparing.erase(name);
    if (!failure)
        prepared.insert(name);
    changed.notify_all();
    lock.unlock();
    if (failure && failure->code == ErrorCode::PlanUnknown)
        failure = Error{
            ErrorCode::EdgeRefused, {{"address", address()}, {"why", "the model is not in its --models folder."}}};
    if (failure)
        throw Failure(*failure);
}

/// The edge no longer has it.
void EdgeLink::Data::forget(const TailPlan &plan)
{
    const std::lock_guard lock(mutex);
    prepared.erase(tailName(plan.key));
}

bool EdgeLink::Data::asksForPackedAnswers() const
{
    const std::lock_guard lock(mutex);
    return packsAnswers(trace ? trace->average() : link, ResultsAt::Device);
}

std::optional<ModelSignature> EdgeLink::Data::foreignSignature()
{
    if (setup.target.modelName.empty())
        return std::nullopt;
    {
        const std::lock_guard lock(mutex);
        if (signature)
            return signature;
    }
    auto asked = client->signature(setup.target.modelName);
    const std::lock_guard lock(mutex);
    signature = asked;
    return asked;
}

TailRun EdgeLink::Data::call(const TailPlan &plan, const TailRequest &request, std::uint64_t epoch)
{
    {
        const std::lock_guard lock(mutex);
        if (!connected)
            throw Failure(error.value_or(Error{ErrorCode::Cancelled, {{"what", "The request"}}}));
    }
    prepare(plan, epoch);
    const auto foreign = foreignSignature();
    InferCall infer;
    infer.model = tailName(plan.key);
    infer.inputs = request.crossing;
    infer.epoch = epoch;
    infer.holdMs = request.holdMs;
    infer.keepAnswers = request.keepAnswers;
    infer.packAnswers = !foreign && !request.keepAnswers && asksForPackedAnswers();
    if (foreign) {
        renameInputs(infer.inputs, *foreign);
        for (auto &tensor : infer.inputs)
            tensor.value = rowMajor(tensor.value);
    }
    for (const auto &answer : request.answers) {
        infer.inputs.push_back(answer);
        infer.inputs.back().name = protocol::answerPrefix + answer.name;
    }
    const auto reply = client->infer(infer);
    auto run = timedRun(reply, own, request.keepAnswers);
    if (!request.keepAnswers)
        run.tasks = taskOutputs(reply, *setup.model, request.tasks, foreign ? &*foreign : nullptr, address());
    return run;
}

EdgeLink::EdgeLink(Setup setup)
    : m_data(std::make_unique<Data>(std::move(setup)))
{
    m_data->thread = std::thread([data = m_data.get()] { data->supervise(); });
}

EdgeLink::~EdgeLink()
{
    std::unique_lock lock(m_data->mutex);
    m_data->stop = true;
    m_data->changed.notify_all();
    while (!m_data->finished) {
        m_data->client->drop(); // again and again: the thread may be about to make a call
        m_data->changed.wait_for(lock, 10ms);
    }
    lock.unlock();
    m_data->thread.join();
}

EdgeLink::Status EdgeLink::status() const
{
    const std::lock_guard lock(m_data->mutex);
    Status status;
    status.state = m_data->state();
    status.reconnects = m_data->reconnects;
    if (status.state == EdgeState::Lost) {
        status.error = m_data->error;
        status.retryInSeconds = std::max(0.0, std::chrono::duration<double>(m_data->retryAt - Clock::now()).count());
    }
    return status;
}

int EdgeLink::processId() const
{
    const std::lock_guard lock(m_data->mutex);
    return m_data->connection && !m_data->connection->howItEnded() ? m_data->connection->processId() : 0;
}

void EdgeLink::setNeeded(bool needed)
{
    std::unique_lock lock(m_data->mutex);
    if (m_data->needed == needed)
        return;
    m_data->needed = needed;
    if (needed && !m_data->connected) {
        m_data->failures = 0;
        m_data->retryAt = Clock::now();
    }
    m_data->tell(lock);
}

void EdgeLink::setLink(const LinkSpec &link, const std::shared_ptr<const LinkTrace> &trace)
{
    const std::lock_guard lock(m_data->mutex);
    if (link == m_data->link && trace == m_data->trace)
        return;
    m_data->link = link;
    m_data->trace = trace;
    if (m_data->connection)
        m_data->connection->setLink(link, trace);
}

std::uint64_t EdgeLink::epoch() const { return m_data->client->epoch(); }

void EdgeLink::cancelRequests()
{
    const std::lock_guard lock(m_data->mutex);
    if (m_data->client->drop() && m_data->connection)
        m_data->connection->dropBytes();
}

void EdgeLink::prepare(const TailPlan &plan, std::uint64_t epoch)
{
    try {
        m_data->prepare(plan, epoch);
    } catch (const Failure &failure) {
        if (failure.code() != ErrorCode::Cancelled)
            m_data->failed(failure.error(), epoch);
        throw;
    }
}

void EdgeLink::tune(const TailPlan &plan, std::uint64_t epoch)
{
    if (!m_data->setup.target.modelName.empty())
        return;
    InferCall call;
    call.model = m_data->tailName(plan.key);
    call.plan = plan.key.canonicalJson();
    call.epoch = epoch;
    call.tune = true;
    try {
        try {
            m_data->client->infer(call);
        } catch (const Failure &failure) {
            if (failure.code() != ErrorCode::PlanUnknown)
                throw;
            m_data->forget(plan);
            m_data->prepare(plan, epoch);
            m_data->client->infer(call);
        }
    } catch (const Failure &failure) {
        if (failure.code() != ErrorCode::Cancelled)
            m_data->failed(failure.error(), epoch);
        throw;
    }
}

TailRun EdgeLink::run(const TailPlan &plan, const TailRequest &request, std::uint64_t epoch)
{
    try {
        TailRun run;
        try {
            run = m_data->call(plan, request, epoch);
        } catch (const Failure &failure) {
            if (failure.code() != ErrorCode::PlanUnknown || !m_data->setup.target.modelName.empty())
                throw;
            m_data->forget(plan);
            run = m_data->call(plan, request, epoch);
        }
        const std::lock_guard lock(m_data->mutex);
        m_data->failures = 0;
        return run;
    } catch (const Failure &failure) {
        if (failure.code() != ErrorCode::Cancelled)
            m_data->failed(failure.error(), epoch);
        throw;
    }
}

} // namespace splitscope
