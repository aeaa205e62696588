// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/workspace/run_statistics.h"

#include <algorithm>

namespace splitscope {

namespace {

constexpr std::chrono::seconds rateWindow{2};
constexpr std::size_t latencyWindow = 60;
constexpr std::size_t stageWindow = 1000;

} // namespace

double medianOf(std::vector<double> values)
{
    if (values.empty())
        return 0.0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void RunStatistics::add(const FrameResult &result, Clock::time_point now)
{
    ++m_frames;
    if (result.settingsGeneration != m_generation) {
        m_generation = result.settingsGeneration;
        m_sinceFrame = result.frame.number;
        m_latencies.clear();
    }
    m_arrivals.push_back(now);
    while (now - m_arrivals.front() > rateWindow)
        m_arrivals.pop_front();
    m_latencies.push_back(result.latencyMs);
    if (m_latencies.size() > latencyWindow)
        m_latencies.pop_front();
    m_stages.push_back(result.stages);
    if (m_stages.size() > stageWindow)
        m_stages.pop_front();
    for (const auto &task : result.tasks) {
        for (const auto &figure : task.agreement) {
            auto &mean = m_agreement[{task.task.name, figure.metric}];
            mean.sum += figure.value;
            ++mean.count;
        }
    }
}

double RunStatistics::framesPerSecond(Clock::time_point now) const
{
    const auto recent =
        std::count_if(m_arrivals.begin(), m_arrivals.end(), [&](auto at) { return now - at <= rateWindow; });
    if (recent < 2)
        return 0.0;
    const auto first = *(m_arrivals.end() - recent);
    const double seconds = std::chrono::duration<double>(m_arrivals.back() - first).count();
    return seconds > 0.0 ? static_cast<double>(recent - 1) / seconds : 0.0;
}

double RunStatistics::latencyP50Ms() const { return medianOf({m_latencies.begin(), m_latencies.end()}); }

StageTimes RunStatistics::stageMedians() const
{
    const auto median = [&](double StageTimes::*stage) {
        std::vector<double> values;
        for (const auto &times : m_stages)
            values.push_back(times.*stage);
        return medianOf(std::move(values));
    };
    return {median(&StageTimes::device), median(&StageTimes::encode), median(&StageTimes::uplink),
        median(&StageTimes::edge), median(&StageTimes::downlink)};
}

} // namespace splitscope
