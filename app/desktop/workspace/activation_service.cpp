// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/activation_service.h"

#include "app/desktop/workspace/activation_probe.h"
#include "core/rendering/activation_picture.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds betweenRuns{500};
constexpr int restAfterRun = 19; ///< times as long as the run took
constexpr int largestSide = 224;

/// What is live goes first. Threads that LibTorch starts for this one inherit it.
void takeLowestPriority() { setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), 19); }

} // namespace

ActivationService::ActivationService(QObject *parent)
    : QObject(parent)
    , m_thread([this] { work(); })
{
}

ActivationService::~ActivationService()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void ActivationService::choose(std::shared_ptr<const Model> model, int layer)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wish = {std::move(model), layer, m_wish.number + 1};
        m_waiting.reset();
    }
    m_wake.notify_all();
}

void ActivationService::submit(SharedPicture picture, std::uint64_t frame)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_wish.model)
            return;
        m_waiting = Waiting{std::move(picture), frame};
    }
    m_wake.notify_all();
}

template <typename Report>
void ActivationService::post(std::uint64_t number, Report report)
{
    QMetaObject::invokeMethod(
        this,
        [this, number, report = std::move(report)] {
            {
                const std::lock_guard lock(m_mutex);
                if (number != m_wish.number)
                    return;
            }
            report();
        },
        Qt::QueuedConnection);
}

void ActivationService::work()
{
    takeLowestPriority();
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stop || (m_wish.model && m_waiting); });
        if (m_stop)
            return;
        serve(lock);
    }
}

/// Runs for one wish until there is another one.
void ActivationService::serve(std::unique_lock<std::mutex> &lock)
{
    const auto wish = m_wish;
    const auto over = [&] { return m_stop || m_wish.number != wish.number; };
    lock.unlock();
    try {
        const ActivationProbe probe(wish.model, wish.layer);
        lock.lock();
        while (!over()) {
            const auto frame = *std::exchange(m_waiting, std::nullopt);
            lock.unlock();
            const auto begun = Clock::now();
            const auto tensor = probe.run(*frame.picture);
            const auto made = tensor ? activationPicture(*tensor, largestSide) : std::nullopt;
            const auto rest = std::max<Clock::duration>(betweenRuns, restAfterRun * (Clock::now() - begun));
            if (made)
                post(wish.number,
                    [this,
                        view = View{std::make_shared<const Picture>(made->picture), made->low, made->high,
                            made->averaged, made->vector, frame.frame}] { Q_EMIT ready(view); });
            else
                post(wish.number, [this] { Q_EMIT nothingToShow(); });
            lock.lock();
            m_wake.wait_for(lock, rest, over);
            m_wake.wait(lock, [&] { return over() || m_waiting; });
        }
        return;
    } catch (const Failure &failure) {
        post(wish.number, [this, error = failure.error()] { Q_EMIT failed(error); });
    } catch (const std::exception &exception) {
        post(wish.number,
            [this, error = Error{ErrorCode::Internal, {{"why", exception.what()}}}] { Q_EMIT failed(error); });
    }
    if (!lock.owns_lock())
        lock.lock();
    m_wake.wait(lock, over); // this layer has none
}

} // namespace splitscope
