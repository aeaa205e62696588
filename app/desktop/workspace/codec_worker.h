// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/workspace/cut_trial.h"
#include "core/graph/error.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>

namespace splitscope {

/// Tries codecs on the newest frames in a thread of its own: of the lowest priority, because what is live goes first.
/// The newest wish wins; a wish that a newer one overtook is left where it is. A wish is answered on the newest frame
/// at once and then on the others that are kept; later frames are followed for a twentieth of the time at most.
class CodecWorker {
public:
    struct Request {
        std::uint64_t generation = 0; ///< grows
        std::shared_ptr<const Model> model;
        Cut cut;
        CodecChoice choice;  ///< with all that it needs
        bool follows = true; ///< later frames too; else those alone that are there
    };
    /// Readings come without `spectrum`, `source` and `agreementSource`.
    struct Answer {
        std::uint64_t generation = 0;
        std::variant<CodecReading, Error> what;
        std::uint64_t newestFrame = 0;
        int frames = 0; ///< that the agreement is the mean of
    };
    /// Called in the worker's thread.
    using Tell = std::function<void(Answer)>;

    explicit CodecWorker(Tell tell);
    ~CodecWorker();

    /// What to work out from now on; nothing: rest.
    void ask(std::optional<Request> request);
    /// The newest frame; taken where the last one that was taken is half a second old. Returns at once.
    void submit(const std::shared_ptr<const Picture> &picture, std::uint64_t number);
    /// Another source: frames of the one before are no longer looked at.
    void clearFrames();

private:
    void work();
    bool wanted() const;
    void serve(std::unique_lock<std::mutex> &lock);
    void read(const Request &request, const std::deque<CodecFrame> &frames);
    void prepare(const Request &request);
    void fail(const Request &request, const Error &error);
    bool isNewest(const Request &request) const;

    const Tell m_tell;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::optional<Request> m_request;
    std::deque<CodecFrame> m_frames; ///< newest first
    std::chrono::steady_clock::time_point m_taken{};
    std::uint64_t m_framesSeen = 0;   ///< counts what was taken
    std::uint64_t m_answered = 0;     ///< generation
    std::uint64_t m_answeredSeen = 0; ///< frames, then
    bool m_stop = false;

    // Of the worker's thread.
    std::unique_ptr<CutTrial> m_trial;
    std::shared_ptr<const Model> m_trialModel;
    Cut m_trialCut;
    std::uint64_t m_trialGeneration = 0; ///< whose codec it has

    std::thread m_thread;
};

} // namespace splitscope
