// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/planning/deadline.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace splitscope {

namespace {

constexpr double segmentBytes = 1448.0;

struct Mass {
    double extraMs = 0.0;
    double probability = 0.0;
};

/// The distribution of what loss adds to a message; neighbours closer than a quarter of a millisecond are one.
std::vector<Mass> stallDistribution(const Crossing &crossing)
{
    std::vector<Mass> masses;
    const auto &way = crossing.direction;
    double left = 1.0;
    if (crossing.wireBytes > 0 && way.loss > 0) {
        const auto segments = std::ceil(crossing.wireBytes / segmentBytes);
        const double segmentMs = segmentBytes * way.msPerByte;
        for (double m = 0; m < segments && way.stallMs - m * segmentMs > 0; ++m) {
            const double extra = way.stallMs - m * segmentMs;
            const double probability = left * way.loss;
            left -= probability;
            if (!masses.empty() && masses.back().extraMs - extra < 0.25)
                masses.back().probability += probability;
            else
                masses.push_back({extra, probability});
        }
    }
    masses.push_back({0.0, left});
    return masses;
}

/// P(X + Y > x) for X uniform in [-a, a] and Y uniform in [-b, b], by the area above the line in their rectangle.
double jitterExceeds(double x, double a, double b)
{
    if (a < b)
        std::swap(a, b);
    if (x >= a + b)
        return 0.0;
    if (x < -(a + b))
        return 1.0;
    if (a <= 0)
        return x < 0 ? 1.0 : 0.0;
    if (b <= 0)
        return std::clamp((a - x) / (2 * a), 0.0, 1.0);
    const double corner = a + b - std::abs(x);
    const double beyond = std::abs(x) <= a - b ? (a - std::abs(x)) / (2 * a)      // the line crosses both long sides
                                               : corner * corner / (8.0 * a * b); // it cuts off a corner
    return x >= 0 ? beyond : 1.0 - beyond;
}

double jitterOf(const Crossing &crossing) { return crossing.wireBytes > 0 ? crossing.direction.jitterMs : 0.0; }

} // namespace

double expectedStallMs(const Crossing &crossing)
{
    double mean = 0.0;
    for (const auto &mass : stallDistribution(crossing))
        mean += mass.extraMs * mass.probability;
    return mean;
}

double deadlineMissProbability(double latencyMs, const Crossing &up, const Crossing &down, double deadlineMs)
{
    double probability = 0.0;
    const auto downStalls = stallDistribution(down);
    for (const auto &first : stallDistribution(up)) {
        for (const auto &second : downStalls) {
            const double slack = deadlineMs - latencyMs - first.extraMs - second.extraMs;
            probability += first.probability * second.probability * jitterExceeds(slack, jitterOf(up), jitterOf(down));
        }
    }
    return std::clamp(probability, 0.0, 1.0);
}

} // namespace splitscope
