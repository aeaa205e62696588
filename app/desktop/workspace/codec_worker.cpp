// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/codec_worker.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <utility>

namespace splitscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t mostFrames = 8;
constexpr std::chrono::milliseconds betweenFrames{500};
constexpr std::chrono::milliseconds betweenReadings{1000}; ///< of one wish, as frames come
constexpr std::chrono::milliseconds betweenParts{200};     ///< of one reading that takes long
constexpr int restAfterReading = 19;                       ///< times as long as it took

/// Threads that LibTorch starts for this one inherit it.
void takeLowestPriority() { setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), 19); }

/// Means over frames, figure by figure; of times the least.
class Means {
public:
    void add(const CutTrial::FrameReading &frame)
    {
        ++m_frames;
        for (const auto &task : frame.tasks) {
            for (const auto &figure : task.agreement) {
                auto &[sum, count] = m_sums[{task.task, figure.metric}];
                sum += figure.value;
                ++count;
            }
        }
        m_encode.resize(frame.tensors.size(), frame.tensors.empty() ? 0.0 : 1e300);
        m_decode.resize(frame.tensors.size(), frame.tensors.empty() ? 0.0 : 1e300);
        for (std::size_t i = 0; i < frame.tensors.size(); ++i) {
            m_encode[i] = std::min(m_encode[i], frame.tensors[i].encodeMs.value_or(0.0));
            m_decode[i] = std::min(m_decode[i], frame.tensors[i].decodeMs.value_or(0.0));
        }
    }

    int frames() const { return m_frames; }

    /// \param newest gives everything else
    CodecReading reading(const CutTrial::FrameReading &newest) const
    {
        CodecReading reading;
        reading.tensors = newest.tensors;
        for (std::size_t i = 0; i < reading.tensors.size(); ++i) {
            reading.tensors[i].encodeMs = m_encode[i];
            reading.tensors[i].decodeMs = m_decode[i];
        }
        reading.tasks = newest.tasks;
        for (auto &task : reading.tasks) {
            for (auto &figure : task.agreement) {
                const auto &[sum, count] = m_sums.at({task.task, figure.metric});
                figure.value = sum / count;
            }
        }
        return reading;
    }

private:
    int m_frames = 0;
    std::map<std::pair<std::string, std::string>, std::pair<double, int>> m_sums; ///< by task and metric
    std::vector<double> m_encode, m_decode;                                       ///< by tensor
};

} // namespace

CodecWorker::CodecWorker(Tell tell)
    : m_tell(std::move(tell))
    , m_thread([this] { work(); })
{
}

CodecWorker::~CodecWorker()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void CodecWorker::ask(std::optional<Request> request)
{
    {
        const std::lock_guard lock(m_mutex);
        m_request = std::move(request);
    }
    m_wake.notify_all();
}

void CodecWorker::submit(const std::shared_ptr<const Picture> &picture, std::uint64_t number)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto now = Clock::now();
        if (!m_frames.empty() && (now - m_taken < betweenFrames || m_frames.front().number == number))
            return;
        m_taken = now;
        ++m_framesSeen;
        m_frames.push_front({m_framesSeen, number, picture});
        if (m_frames.size() > mostFrames)
            m_frames.pop_back();
    }
    m_wake.notify_all();
}

void CodecWorker::clearFrames()
{
    const std::lock_guard lock(m_mutex);
    m_frames.clear();
}

/// Under the lock: something new to say of what is asked for.
bool CodecWorker::wanted() const
{
    if (!m_request || m_frames.empty())
        return false;
    return m_request->generation != m_answered || (m_request->follows && m_framesSeen != m_answeredSeen);
}

bool CodecWorker::isNewest(const Request &request) const
{
    const std::lock_guard lock(m_mutex);
    return !m_stop && m_request && m_request->generation == request.generation;
}

void CodecWorker::work()
{
    takeLowestPriority();
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stop || wanted(); });
        if (m_stop)
            return;
        serve(lock);
    }
}

void CodecWorker::serve(std::unique_lock<std::mutex> &lock)
{
    const auto request = *m_request;
    const auto frames = m_frames;
    m_answered = request.generation;
    m_answeredSeen = m_framesSeen;
    lock.unlock();
    const auto begun = Clock::now();
    try {
        read(request, frames);
    } catch (const Failure &failure) {
        fail(request, failure.error());
    } catch (const std::exception &exception) {
        fail(request, {ErrorCode::Internal, {{"why", exception.what()}}});
    }
    const auto rest = std::max<Clock::duration>(betweenReadings, restAfterReading * (Clock::now() - begun));
    lock.lock();
    m_wake.wait_for(lock, rest, [&] { return m_stop || !m_request || m_request->generation != request.generation; });
}

/// Other frames would fail alike.
void CodecWorker::fail(const Request &request, const Error &error)
{
    m_trial.reset();
    if (isNewest(request))
        ask(std::nullopt);
    m_tell({request.generation, error, 0, 0});
}

void CodecWorker::prepare(const Request &request)
{
    if (!m_trial || m_trialModel != request.model || !(m_trialCut == request.cut)) {
        m_trial.reset();
        m_trial = std::make_unique<CutTrial>(request.model, request.cut);
        m_trialModel = request.model;
        m_trialCut = request.cut;
        m_trialGeneration = 0;
    }
    if (m_trialGeneration != request.generation)
        m_trial->setCodec(request.choice);
    m_trialGeneration = request.generation;
}

void CodecWorker::read(const Request &request, const std::deque<CodecFrame> &all)
{
    prepare(request);
    const std::vector<CodecFrame> frames(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), m_trial->framesThatFit())));
    m_trial->keepOnly(frames);
    Means means;
    CutTrial::FrameReading newest;
    auto told = Clock::now();
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (!isNewest(request))
            return;
        auto one = m_trial->read(frames[i], i == 0);
        means.add(one);
        if (i == 0)
            newest = std::move(one);
        if (i > 0 && i + 1 < frames.size() && Clock::now() - told < betweenParts)
            continue;
        told = Clock::now();
        auto reading = means.reading(newest);
        reading.generation = request.generation;
        reading.codec = request.choice.codec;
        m_tell({request.generation, std::move(reading), frames.front().number, means.frames()});
    }
}

} // namespace splitscope
