// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/meter_series.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace splitscope {

namespace {

double percentile(std::vector<double> &values, double part)
{
    if (std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); })) {
        return std::nan("");
    }
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

std::map<std::string, Estimate> MeterSeries::result(std::uint64_t seed, int samples) const
{
    if (m_frames.empty()) {
        return {};
    }
    const std::unique_ptr<FrameSamples> frames = m_meter->samplesOf(m_frames);
    std::map<std::string, std::vector<double>> drawn;
    // The engine's numbers are fixed by the standard; its distributions are not, hence the remainder.
    std::mt19937_64 engine(seed);
    for (int sample = 0; sample < samples; ++sample) {
        std::vector<int> times(m_frames.size(), 0);
        for (std::size_t frame = 0; frame < m_frames.size(); ++frame) {
            ++times[engine() % m_frames.size()];
        }
        for (const auto &[metric, value] : frames->metricsOf(times)) {
            drawn[metric].push_back(value);
        }
    }
    std::map<std::string, Estimate> result;
    for (const auto &[metric, value] : frames->metricsOf(std::vector<int>(m_frames.size(), 1))) {
        std::vector<double> &values = drawn[metric];
        if (values.empty()) {
            values.push_back(value);
        }
        result[metric] = {value, percentile(values, 0.025), percentile(values, 0.975)};
    }
    return result;
}

} // namespace splitscope
