// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_summary.h"

#include "app/cli/console.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace splitscope {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array stageNames{"device", "encode", "uplink", "edge", "downlink"};

/// Nearest rank.
double percentile(std::vector<double> values, double part)
{
    if (values.empty())
        return 0.0;
    std::sort(values.begin(), values.end());
    const auto rank = static_cast<std::size_t>(part * static_cast<double>(values.size() - 1) + 0.5);
    return values[rank];
}

double mean(const std::vector<double> &values)
{
    return values.empty() ? 0.0
                          : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace

void RunSummary::add(const FrameResult &result)
{
    const auto now = std::chrono::steady_clock::now();
    if (m_latency.empty())
        m_first = now;
    m_last = now;
    m_latency.push_back(result.latencyMs);
    if (result.ranOn == FrameResult::RanOn::Fallback) {
        ++m_fallbacks;
        return;
    }
    const auto &stages = result.stages;
    const std::array values{stages.device, stages.encode, stages.uplink, stages.edge, stages.downlink};
    for (std::size_t i = 0; i < values.size(); ++i)
        m_stages[stageNames[i]].push_back(values[i]);
    m_bytesUp.push_back(static_cast<double>(result.bytesUp));
    m_bytesDown.push_back(static_cast<double>(result.bytesDown));
    m_stagesModelled = m_stagesModelled || result.stagesModelled;
    if (!result.wholeMs)
        return;
    m_wholeMs.push_back(*result.wholeMs);
    ++m_compared;
    bool identical = true;
    for (const auto &task : result.tasks) {
        identical = identical && task.whole && *task.split.data == *task.whole->data;
        for (const auto &agreement : task.agreement)
            m_agreement[task.task.name][agreement.metric].push_back(agreement.value);
    }
    m_identical += identical ? 1 : 0;
}

double RunSummary::framesPerSecond() const
{
    const auto seconds = std::chrono::duration<double>(m_last - m_first).count();
    return seconds > 0 ? static_cast<double>(m_latency.size() - 1) / seconds : 0.0;
}

Json RunSummary::json(const LiveStatus &status, std::optional<double> predictedMs) const
{
    Json stages;
    for (const auto *name : stageNames)
        stages[name] = m_stages.count(name) ? percentile(m_stages.at(name), 0.5) : 0.0;
    Json json{{"frames", frames()}, {"dropped", status.framesDropped}, {"fps", framesPerSecond()},
        {"latency_ms",
            {{"p50", percentile(m_latency, 0.5)}, {"p95", percentile(m_latency, 0.95)},
                {"p99", percentile(m_latency, 0.99)}}},
        {"stages_ms", stages}, {"stages_modelled", m_stagesModelled},
        {"bytes", {{"up", percentile(m_bytesUp, 0.5)}, {"down", percentile(m_bytesDown, 0.5)}}},
        {"predicted_ms", predictedMs ? Json(*predictedMs) : Json()},
        {"predicted_from", predictedMs ? "halves measured alone, link by formula" : "not modelled for this edge"},
        {"fallbacks", status.fallbacks}, {"reconnects", status.reconnects}};
    if (m_compared > 0) {
        json["compared"] = m_compared;
        json["identical"] = m_identical;
        json["whole_ms"] = percentile(m_wholeMs, 0.5);
        Json agreement = Json::object();
        for (const auto &[task, metrics] : m_agreement) {
            for (const auto &[metric, values] : metrics)
                agreement[task][metric] = {{"value", mean(values)}};
        }
        json["agreement"] = agreement;
    }
    return json;
}

std::string RunSummary::text(const LiveStatus &status, std::optional<double> predictedMs) const
{
    std::vector<std::vector<std::string>> rows{{"stage", "median ms"}};
    for (const auto *name : stageNames)
        rows.push_back({name,
            threeDigits(m_stages.count(name) ? percentile(m_stages.at(name), 0.5) : 0.0)
                + (m_stagesModelled ? " (up- and downlink modelled)" : "")});
    rows.push_back({"capture to result",
        threeDigits(percentile(m_latency, 0.5)) + "  (95 %: " + threeDigits(percentile(m_latency, 0.95))
            + ", 99 %: " + threeDigits(percentile(m_latency, 0.99)) + ")"});
    if (predictedMs)
        rows.push_back({"modelled", threeDigits(*predictedMs) + "  (halves measured alone, link by formula)"});
    auto text = tableText(rows);
    text += "\n" + std::to_string(frames()) + " frames, " + threeDigits(framesPerSecond()) + " a second, "
        + std::to_string(status.framesDropped) + " dropped; "
        + bytesText(static_cast<std::int64_t>(percentile(m_bytesUp, 0.5))) + " up, "
        + bytesText(static_cast<std::int64_t>(percentile(m_bytesDown, 0.5))) + " down a frame; "
        + std::to_string(status.fallbacks) + " fallbacks, " + std::to_string(status.reconnects) + " reconnects\n";
    if (m_fallbacks > 0)
        text += std::to_string(m_fallbacks)
            + " frames ran on the device alone; stages, bytes and agreement are of the others\n";
    if (m_compared == 0)
        return text;
    text += std::to_string(m_identical) + " of " + std::to_string(m_compared)
        + " frames equal the uncut model's answer byte for byte\n";
    for (const auto &[task, metrics] : m_agreement) {
        for (const auto &[metric, values] : metrics)
            text += "  " + task + ": " + metric + " " + threeDigits(mean(values)) + "\n";
    }
    return text;
}

} // namespace splitscope
