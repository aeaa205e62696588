// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/error.h"
#include "core/sources/frame_source.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace splitscope::testing {

/// A source that gives a frame when the test says so. The test keeps the controls, the session the source.
class StepControl {
public:
    /// So many more frames.
    void give(int frames)
    {
        const std::lock_guard lock(m_mutex);
        m_permits += frames;
        m_wake.notify_all();
    }
    /// Nothing after the frames given.
    void end()
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        m_wake.notify_all();
    }
    /// The next call throws, once.
    void fail(ErrorCode code)
    {
        const std::lock_guard lock(m_mutex);
        m_failure = code;
        m_wake.notify_all();
    }
    void stop()
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
        m_wake.notify_all();
    }

    std::optional<Frame> next()
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_permits > 0 || m_ended || m_stopped || m_failure; });
        if (m_failure)
            throw Failure(*std::exchange(m_failure, std::nullopt), {{"source", "steps"}});
        if (m_stopped || m_permits == 0)
            return std::nullopt;
        --m_permits;
        Frame frame;
        frame.number = m_number++;
        frame.captured = std::chrono::steady_clock::now();
        frame.picture = {40, 30, std::vector<std::uint8_t>(3 * 40 * 30)};
        for (std::size_t i = 0; i < frame.picture.rgb.size(); ++i)
            frame.picture.rgb[i] = static_cast<std::uint8_t>(i * 31 + frame.number * 17);
        return frame;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    int m_permits = 0;
    bool m_ended = false;
    bool m_stopped = false;
    std::optional<ErrorCode> m_failure;
    std::uint64_t m_number = 0;
};

class StepSource : public FrameSource {
public:
    explicit StepSource(std::shared_ptr<StepControl> control)
        : m_control(std::move(control))
    {
    }
    std::optional<Frame> next() override { return m_control->next(); }
    void stop() override { m_control->stop(); }
    std::string description() const override { return "Steps"; }

private:
    std::shared_ptr<StepControl> m_control;
};

} // namespace splitscope::testing
