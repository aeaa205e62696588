// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runtime/crossing_codec.h"
#include "core/runtime/device_runtime.h"
#include "core/runtime/edge_link.h"
#include "core/runtime/frame_capture.h"
#include "core/runtime/live_session.h"
#include "core/runtime/result_sequencer.h"
#include "core/runtime/worker_pool.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace splitscope {

/// The threads behind a LiveSession: one runs heads, a few carry requests, one tells of changes; capture and the edge
/// have theirs. Lock order: m_applying, m_mutex, then the locks inside FrameCapture and EdgeLink; callbacks run with
/// none of them held.
class LivePipeline {
public:
    LivePipeline(std::shared_ptr<const Model> model, std::unique_ptr<FrameSource> source, EdgeTarget edge,
        const LiveSettings &settings, const LiveSession::Options &options, LiveSession::Callbacks callbacks);
    ~LivePipeline();
    LivePipeline(const LivePipeline &) = delete;
    LivePipeline &operator=(const LivePipeline &) = delete;

    std::uint64_t apply(const LiveSettings &settings);
    void setPaused(bool paused);
    void setSource(std::unique_ptr<FrameSource> source) { m_capture->setSource(std::move(source)); }
    LiveStatus status() const;
    int edgeProcessId() const { return m_edge->processId(); }
    void wait();

private:
    /// Settings that were checked, with what follows from them.
    struct Plan {
        LiveSettings settings;
        PlanKey key;
        std::shared_ptr<const CrossingCodec> codec;
        std::vector<NamedTensor> constants; ///< of the codec, for the edge
        bool remote = false;                ///< something crosses, or answers are wanted on the edge
        bool packsAnswers = false;          ///< those of the device, which go up
        std::uint64_t generation = 0;       ///< of the settings
        std::uint64_t planGeneration = 0;   ///< changes where requests in flight become stale

        TailPlan tail() const { return {key, constants}; }
    };

    struct Job {
        std::uint64_t place = 0; ///< in the order of delivery
        Plan plan;
        std::uint64_t epoch = 0;         ///< of the edge link
        std::vector<TensorValue> inputs; ///< empty until something here needs them: the edge can have the picture
        double inputMs = 0.0;            ///< preparing the picture
        std::shared_ptr<const DeviceRuntime::Head> head;
        std::vector<NamedTensor> crossing; ///< encoded
        std::vector<NamedTensor> answers;  ///< of the device, where they are wanted on the edge
        FrameResult result;
    };
    using JobPointer = std::shared_ptr<Job>;

    Plan checked(const LiveSettings &settings) const;
    void wake();

    void runDevice();
    void settle(const Plan &plan, std::uint64_t epoch);
    bool mayStart() const;
    JobPointer startJob();
    void runOnDevice(const JobPointer &job);
    void runHead(const JobPointer &job);
    void prepareInputs(Job &job) const;
    void encode(Job &job, const PieceOutputs &outputs) const;
    void send(const JobPointer &job);
    TailRequest requestOf(const Job &job) const;
    bool runAlone(Job &job, FrameResult::RanOn why);
    bool hold(Job &job, double leastMs, double deviceMs, double encodeMs = 0.0) const;
    void complete(Job &job, std::chrono::steady_clock::time_point done);
    void compare(Job &job);
    void end(const JobPointer &job, bool withResult);
    void cancel(const JobPointer &job);
    void report(const JobPointer &job, const std::exception &error);
    bool stale(const Job &job) const;
    void addTasks(Job &job, const std::vector<std::pair<int, TensorValue>> &tasks) const;

    void deliver(const FrameResult &result);
    void tellStatus();
    bool finished() const;

    const std::shared_ptr<const Model> m_model;
    const LiveSession::Options m_options;
    const LiveSession::Callbacks m_callbacks;
    const bool m_ownEdge;
    const bool m_foreignEdge; ///< a server that holds an exported tail and knows nothing of us
    DeviceRuntime m_device;
    ResultSequencer m_results;
    std::mutex m_calling;  ///< held while a callback runs
    std::mutex m_applying; ///< held by apply

    mutable std::mutex m_mutex; ///< guards what follows, up to the next empty line
    std::condition_variable m_wake;
    Plan m_plan;
    std::map<std::uint64_t, Frame>
        m_again; ///< frames to run again because they were cancelled, by place (no frame is dropped)
    int m_inFlight = 0;
    std::uint64_t m_started = 0;     ///< frames that have or will have a result
    std::uint64_t m_preparedFor = 0; ///< planGeneration for which the edge was told
    bool m_paused = false;
    bool m_stop = false;
    bool m_statusDirty = true;
    LiveStatus m_counts; ///< only the counters and runError

    std::unique_ptr<EdgeLink> m_edge;
    std::unique_ptr<FrameCapture> m_capture;
    std::unique_ptr<WorkerPool> m_senders;
    std::thread m_deviceThread;
    std::thread m_statusThread;
};

} // namespace splitscope
