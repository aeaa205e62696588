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

/// Whether a stage that was to be held took longer by itself.
bool late(double stageMs, double heldMs)
{
    constexpr double forgiven = 1.05;
    constexpr double forgivenMs = 0.5;
    return heldMs > 0.0 && stageMs > forgiven * heldMs + forgivenMs;
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
    const auto &emulation = m_conditions.emulation;
    const bool alone = result.ranOn == FrameResult::RanOn::DeviceOnly;
    if (late(stages.device, alone ? emulation.wholeMs : emulation.headMs) || late(stages.edge, emulation.tailMs))
        ++m_late;
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

double RunSummary::stageMedian(const char *stage) const
{
    const auto it = m_stages.find(stage);
    return it == m_stages.end() ? 0.0 : percentile(it->second, 0.5);
}

Json RunSummary::emulatedJson() const
{
    const auto name = [](const std::string &machine) { return machine.empty() ? Json() : Json(machine); };
    const auto &emulation = m_conditions.emulation;
    return {{"device", name(emulation.device)}, {"edge", name(emulation.edge)}, {"late_frames", m_late}};
}

Json RunSummary::json(const LiveStatus &status, const std::optional<Prediction> &prediction) const
{
    Json stages;
    Json predictedStages;
    for (const auto *name : stageNames)
        stages[name] = stageMedian(name);
    if (prediction) {
        const auto &of = prediction->stages;
        const std::array values{of.device, of.encode, of.uplink, of.edge, of.downlink};
        for (std::size_t i = 0; i < values.size(); ++i)
            predictedStages[stageNames[i]] = values[i];
    }
    Json json{{"cut", m_conditions.cut}, {"codec", m_conditions.codec}, {"link", m_conditions.link},
        {"results", std::string(resultsAtName(m_conditions.results))}, {"emulated", emulatedJson()},
        {"frames", frames()}, {"frames_in_flight", m_conditions.framesInFlight}, {"dropped", status.framesDropped},
        {"fps", framesPerSecond()},
        {"latency_ms",
            {{"p50", percentile(m_latency, 0.5)}, {"p95", percentile(m_latency, 0.95)},
                {"p99", percentile(m_latency, 0.99)}}},
        {"stages_ms", stages}, {"stages_modelled", m_stagesModelled},
        {"bytes", {{"up", percentile(m_bytesUp, 0.5)}, {"down", percentile(m_bytesDown, 0.5)}}},
        {"predicted_ms", prediction ? Json(prediction->latencyMs) : Json()}, {"predicted_stages_ms", predictedStages},
        {"predicted_from", prediction ? prediction->from : "not modelled for this edge or link"},
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

std::string RunSummary::emulatedText() const
{
    const auto &emulation = m_conditions.emulation;
    if (!emulation.any())
        return {};
    std::string text = "emulated: ";
    if (!emulation.device.empty())
        text += "the device as " + emulation.device;
    if (!emulation.edge.empty())
        text += (emulation.device.empty() ? "the edge as " : ", the edge as ") + emulation.edge;
    text += "; stages are held until the time that the plan gives them there\n";
    if (m_late > 0)
        text += std::to_string(m_late) + " of " + std::to_string(frames())
            + " frames took longer here than they would there\n";
    return text;
}

std::string RunSummary::agreementText() const
{
    std::string text = std::to_string(m_identical) + " of " + std::to_string(m_compared)
        + " frames equal the uncut model's answer byte for byte\n";
    for (const auto &[task, metrics] : m_agreement) {
        for (const auto &[metric, values] : metrics)
            text += "  " + task + ": " + metric + " " + threeDigits(mean(values)) + "\n";
    }
    return text;
}

std::string RunSummary::text(const LiveStatus &status, const std::optional<Prediction> &prediction) const
{
    const auto held = [&](const char *stage) {
        const auto &emulation = m_conditions.emulation;
        const std::string name = stage;
        return (name == "device" && !emulation.device.empty()) || (name == "edge" && !emulation.edge.empty());
    };
    std::vector<std::vector<std::string>> rows{{"stage", "median ms"}};
    for (const auto *name : stageNames)
        rows.push_back({name,
            threeDigits(stageMedian(name)) + (m_stagesModelled ? " (up- and downlink modelled)" : "")
                + (held(name) ? "  emulated" : "")});
    const std::string until =
        m_conditions.results == ResultsAt::Edge ? "capture to results at the edge" : "capture to result";
    rows.push_back({until,
        threeDigits(percentile(m_latency, 0.5)) + "  (95 %: " + threeDigits(percentile(m_latency, 0.95))
            + ", 99 %: " + threeDigits(percentile(m_latency, 0.99)) + ")"});
    if (prediction)
        rows.push_back({"modelled", threeDigits(prediction->latencyMs) + "  (" + prediction->from + ")"});
    auto text = tableText(rows);
    text += "\ncut " + m_conditions.cut + ", codec " + m_conditions.codec + ", link " + m_conditions.link + "\n"
        + emulatedText();
    text += std::to_string(frames()) + " frames, " + std::to_string(m_conditions.framesInFlight) + " in flight, "
        + threeDigits(framesPerSecond()) + " a second, " + std::to_string(status.framesDropped) + " dropped; "
        + bytesText(static_cast<std::int64_t>(percentile(m_bytesUp, 0.5))) + " up, "
        + bytesText(static_cast<std::int64_t>(percentile(m_bytesDown, 0.5))) + " down a frame; "
        + std::to_string(status.fallbacks) + " fallbacks, " + std::to_string(status.reconnects) + " reconnects\n";
    if (m_fallbacks > 0)
        text += std::to_string(m_fallbacks)
            + " frames ran on the device alone; stages, bytes and agreement are of the others\n";
    return m_compared == 0 ? text : text + agreementText();
}

} // namespace splitscope
