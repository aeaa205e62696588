// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/prediction.h"
#include "core/graph/frame_result.h"
#include "core/runtime/live_session.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace splitscope {

/// Adds up the results of a run: medians and percentiles of times, bytes, agreement. Not thread-safe.
class RunSummary {
public:
    /// How the frames are run.
    struct Conditions {
        std::string cut;
        std::string codec;
        std::string link;
        Emulation emulation;
        int framesInFlight = 2;
        ResultsAt results = ResultsAt::Device;
    };

    explicit RunSummary(Conditions conditions)
        : m_conditions(std::move(conditions))
    {
    }

    void add(const FrameResult &result);

    std::size_t frames() const { return m_latency.size(); }

    /// The JSON of `run` as interface.md fixes it.
    nlohmann::ordered_json json(const LiveStatus &status, const std::optional<Prediction> &prediction) const;
    /// For people.
    std::string text(const LiveStatus &status, const std::optional<Prediction> &prediction) const;

private:
    double framesPerSecond() const;
    double stageMedian(const char *stage) const;
    nlohmann::ordered_json emulatedJson() const;
    std::string emulatedText() const;
    std::string agreementText() const;

    Conditions m_conditions;
    std::vector<double> m_latency;
    std::map<std::string, std::vector<double>> m_stages;
    std::vector<double> m_bytesUp;
    std::vector<double> m_bytesDown;
    std::vector<double> m_wholeMs;
    std::map<std::string, std::map<std::string, std::vector<double>>> m_agreement;
    std::size_t m_fallbacks = 0; ///< frames the device ran alone: delivered, but no proof of the split
    std::size_t m_late = 0;      ///< emulated frames of which a stage took longer here than it would have there
    std::size_t m_compared = 0;
    std::size_t m_identical = 0; ///< compared frames whose every returned byte equals the uncut model's
    bool m_stagesModelled = false;
    std::chrono::steady_clock::time_point m_first;
    std::chrono::steady_clock::time_point m_last;
};

} // namespace splitscope
