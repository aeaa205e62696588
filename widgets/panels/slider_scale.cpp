// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/slider_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace splitscope {

namespace {

constexpr int positionsPerDecade = 100;
constexpr std::array<double, 6> steps{1.0, 1.5, 2.0, 3.0, 5.0, 7.0};

double twoDigits(double value)
{
    const double power = std::pow(10.0, std::floor(std::log10(value) + 1e-9) - 1.0);
    return std::round(value / power) * power;
}

/// The next preferred number above or below.
double nextStep(double value, bool up)
{
    const int decade = static_cast<int>(std::floor(std::log10(value) + 1e-9));
    double best = up ? 10.0 * std::pow(10.0, decade) : 7.0 * std::pow(10.0, decade - 1);
    for (const double step : steps) {
        const double candidate = step * std::pow(10.0, decade);
        if (up && candidate > value * 1.001)
            best = std::min(best, candidate);
        if (!up && candidate < value * 0.999)
            best = std::max(best, candidate);
    }
    return best;
}

} // namespace

SliderScale::SliderScale(bool logarithmic, double lowest, double highest, double notch)
    : m_logarithmic(logarithmic)
    , m_lowest(lowest)
    , m_highest(highest)
    , m_notch(notch)
{
}

SliderScale SliderScale::logarithmic(double lowest, double highest) { return {true, lowest, highest, 0.0}; }

SliderScale SliderScale::even(double lowest, double highest, double notch) { return {false, lowest, highest, notch}; }

int SliderScale::positions() const
{
    const double decades = std::log10(m_highest / std::max(m_lowest, 1e-9));
    return static_cast<int>(std::lround(m_logarithmic ? positionsPerDecade * decades : m_highest - m_lowest));
}

double SliderScale::valueAt(int position) const
{
    if (!m_logarithmic)
        return clamped(m_lowest + position);
    return clamped(twoDigits(m_lowest * std::pow(10.0, static_cast<double>(position) / positionsPerDecade)));
}

int SliderScale::positionOf(double value) const
{
    const double inside = clamped(value);
    return static_cast<int>(
        std::lround(m_logarithmic ? positionsPerDecade * std::log10(inside / m_lowest) : inside - m_lowest));
}

double SliderScale::clamped(double value) const { return std::clamp(value, m_lowest, m_highest); }

double SliderScale::notched(double value, int notches) const
{
    double result = clamped(value);
    for (int i = 0; i < std::abs(notches); ++i) {
        if (m_logarithmic)
            result = nextStep(result, notches > 0);
        else
            result = m_notch
                * (notches > 0 ? std::floor(result / m_notch + 1e-9) + 1.0 : std::ceil(result / m_notch - 1e-9) - 1.0);
    }
    return clamped(result);
}

} // namespace splitscope
