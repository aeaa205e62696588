// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/meter_series.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace splitscope {

namespace {

constexpr int bootstrapSamples = 1000;

void addTo(std::vector<double> &sums, const std::vector<double> &frame)
{
    sums.resize(frame.size(), 0.0);
    for (std::size_t at = 0; at < frame.size(); ++at) {
        sums[at] += frame[at];
    }
}

double percentile(std::vector<double> &values, double part)
{
    const auto at = static_cast<std::ptrdiff_t>(std::lround(part * double(values.size() - 1)));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

} // namespace

MeterSeries::MeterSeries(std::unique_ptr<TaskMeter> meter)
    : m_meter(std::move(meter))
{
}

void MeterSeries::add(const TaskOutput &output, const TaskOutput &reference)
{
    m_frames.push_back(m_meter->sumsOf(output, reference));
}

std::map<std::string, Estimate> MeterSeries::result(std::uint64_t seed) const
{
    if (m_frames.empty()) {
        return {};
    }
    std::vector<double> all;
    for (const std::vector<double> &frame : m_frames) {
        addTo(all, frame);
    }
    std::map<std::string, std::vector<double>> drawn;
    // The engine's numbers are fixed by the standard; its distributions are not, hence the remainder.
    std::mt19937_64 engine(seed);
    std::vector<double> sums;
    for (int sample = 0; sample < bootstrapSamples; ++sample) {
        sums.assign(all.size(), 0.0);
        for (std::size_t frame = 0; frame < m_frames.size(); ++frame) {
            addTo(sums, m_frames[engine() % m_frames.size()]);
        }
        for (const auto &[metric, value] : m_meter->metricsOf(sums)) {
            drawn[metric].push_back(value);
        }
    }
    std::map<std::string, Estimate> result;
    for (const auto &[metric, value] : m_meter->metricsOf(all)) {
        std::vector<double> &values = drawn[metric];
        result[metric] = {value, percentile(values, 0.025), percentile(values, 0.975)};
    }
    return result;
}

} // namespace splitscope
