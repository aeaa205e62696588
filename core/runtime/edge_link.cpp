// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/edge_link.h"

#include "core/graph/error.h"
#include "core/model/dimension_order.h"
#include "core/runtime/edge_connection.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::array backOff{500ms, 1000ms, 2000ms, 4000ms, 8000ms, 10000ms};

// How often the edge's process and overdue requests are looked at.
constexpr auto watchInterval = 50ms;

} // namespace

struct EdgeLink::Data {
    explicit Data(Setup given)
        : setup(std::move(given))
        , own(setup.target.address.empty())
        , needed(setup.needed)
        , link(setup.link)
        , client(makeClient(setup.target))
    {
        if (own) {
            if (needed)
                edgeProgram(setup.target);
            folder = std::make_unique<ModelFolder>(*setup.model);
        }
    }

    void supervise();
    void connect(std::unique_lock<std::mutex> &lock);
    void watch(std::unique_lock<std::mutex> &lock);
    void disconnect(std::unique_lock<std::mutex> &lock);
    void lose(const Error &error, bool gone);
    void failed(const Error &error, std::uint64_t epoch);
    EdgeState state() const;
    std::string address() const;
    void tell(std::unique_lock<std::mutex> &lock);
    std::optional<ModelSignature> foreignSignature();
    TailRun call(
        const PlanKey &plan, std::vector<NamedTensor> crossing, const std::vector<int> &tasks, std::uint64_t epoch);
    void prepare(const PlanKey &plan, std::uint64_t epoch);
    std::string tailName(const PlanKey &plan) const
    {
        return setup.target.modelName.empty() ? plan.tailName(setup.model->name()) : setup.target.modelName;
    }

    const Setup setup;
    const bool own;
    std::unique_ptr<ModelFolder> folder;

    mutable std::mutex mutex; ///< guards what follows but `client`, which guards itself
    std::condition_variable changed;
    bool stop = false;
    bool finished = false; ///< the thread is about to end
    bool needed;
    LinkSpec link;
    bool connected = false;
    bool lost = false;     ///< and not found again
    bool tearDown = false; ///< what is connected is of no use any more
    std::optional<Error> error;
    Clock::time_point retryAt{};
    std::size_t failures = 0;
    std::uint64_t reconnects = 0;
    std::unique_ptr<InferenceClient> client;
    std::unique_ptr<EdgeConnection> connection;
    std::set<std::string> prepared;
    std::set<std::string> preparing;
    std::optional<ModelSignature> signature;
    std::thread thread;
};

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

void EdgeLink::Data::supervise()
{
    std::unique_lock lock(mutex);
    while (!stop) {
        if (tearDown)
            disconnect(lock);
        else if (connected)
            watch(lock);
        else if (needed && Clock::now() >= retryAt)
            connect(lock);
        else if (needed)
            changed.wait_until(lock, retryAt);
        else
            changed.wait(lock);
    }
    auto old = std::move(connection);
    lock.unlock();
    client->drop();
    old.reset();
    lock.lock();
    finished = true;
    changed.notify_all();
}

/// Finds the edge: starts it, or, where it only refused a request, gives it another chance.
void EdgeLink::Data::connect(std::unique_lock<std::mutex> &lock)
{
    const bool again = connection != nullptr;
    try {
        if (!again) {
            const auto startLink = link;
            lock.unlock();
            auto made = std::make_unique<EdgeConnection>(
                setup.target, folder ? folder->path() : "", setup.edgeThreads, startLink, *client, [this] {
                    const std::lock_guard inner(mutex);
                    return stop;
                });
            lock.lock();
            connection = std::move(made);
            connection->setLink(link);
        }
        lock.unlock();
        client->checkReady();
        lock.lock();
    } catch (const std::exception &caught) {
        if (!lock.owns_lock())
            lock.lock();
        if (!stop) {
            const auto *failure = dynamic_cast<const Failure *>(&caught);
            lose(failure ? failure->error() : Error{ErrorCode::EdgeDidNotStart, {{"why", caught.what()}}}, true);
            tell(lock);
        }
        return;
    }
    connected = true;
    if (lost && !again)
        ++reconnects;
    lost = false;
    error.reset();
    tell(lock);
}

void EdgeLink::Data::watch(std::unique_lock<std::mutex> &lock)
{
    changed.wait_for(lock, watchInterval);
    client->cancelOverdue();
    if (!connected)
        return;
    if (const auto end = connection->howItEnded()) {
        lose(Error{ErrorCode::EdgeUnreachable, {{"address", connection->address()}, {"why", *end + "."}}}, true);
        tell(lock);
    }
}

void EdgeLink::Data::disconnect(std::unique_lock<std::mutex> &lock)
{
    tearDown = false;
    prepared.clear();
    signature.reset();
    auto old = std::move(connection);
    lock.unlock();
    client->drop();
    client->reconnect();
    old.reset();
    lock.lock();
}

/// \param gone the edge itself is of no use any more, as opposed to having refused a request.
void EdgeLink::Data::lose(const Error &why, bool gone)
{
    connected = false;
    lost = true;
    tearDown = gone;
    error = why;
    retryAt = Clock::now() + backOff.at(std::min(failures, backOff.size() - 1));
    ++failures;
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

void EdgeLink::Data::prepare(const PlanKey &plan, std::uint64_t epoch)
{
    if (!setup.target.modelName.empty())
        return; // a foreign server holds its tail already
    const auto name = tailName(plan);
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return !preparing.contains(name); });
    if (prepared.contains(name))
        return;
    preparing.insert(name);
    lock.unlock();
    std::optional<Error> failure;
    try {
        client->infer({name, {}, plan.canonicalJson(), epoch});
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

TailRun EdgeLink::Data::call(
    const PlanKey &plan, std::vector<NamedTensor> crossing, const std::vector<int> &tasks, std::uint64_t epoch)
{
    {
        const std::lock_guard lock(mutex);
        if (!connected)
            throw Failure(error.value_or(Error{ErrorCode::Cancelled, {{"what", "The request"}}}));
    }
    prepare(plan, epoch);
    const auto foreign = foreignSignature();
    if (foreign) {
        renameInputs(crossing, *foreign);
        for (auto &tensor : crossing)
            tensor.value = rowMajor(tensor.value);
    }
    const auto reply = client->infer({tailName(plan), std::move(crossing), "", epoch});
    auto run = timedRun(reply, own);
    run.tasks = taskOutputs(reply, *setup.model, tasks, foreign ? &*foreign : nullptr, address());
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

void EdgeLink::setLink(const LinkSpec &link)
{
    const std::lock_guard lock(m_data->mutex);
    m_data->link = link;
    if (m_data->connection)
        m_data->connection->setLink(link);
}

std::uint64_t EdgeLink::epoch() const { return m_data->client->epoch(); }

void EdgeLink::cancelRequests()
{
    const std::lock_guard lock(m_data->mutex);
    if (m_data->client->drop() && m_data->connection)
        m_data->connection->dropBytes();
}

void EdgeLink::prepare(const PlanKey &plan, std::uint64_t epoch)
{
    try {
        m_data->prepare(plan, epoch);
    } catch (const Failure &failure) {
        if (failure.code() != ErrorCode::Cancelled)
            m_data->failed(failure.error(), epoch);
        throw;
    }
}

TailRun EdgeLink::run(
    const PlanKey &plan, std::vector<NamedTensor> crossing, const std::vector<int> &tasks, std::uint64_t epoch)
{
    try {
        TailRun run;
        try {
            run = m_data->call(plan, crossing, tasks, epoch);
        } catch (const Failure &failure) {
            if (failure.code() != ErrorCode::PlanUnknown || !m_data->setup.target.modelName.empty())
                throw;
            {
                const std::lock_guard lock(m_data->mutex);
                m_data->prepared.erase(m_data->tailName(plan));
            }
            run = m_data->call(plan, std::move(crossing), tasks, epoch);
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
