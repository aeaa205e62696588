// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/error.h"
#include "core/planning/planner.h"
#include "core/planning/planner_search.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr double unlimitedMbps = 1e5; // the fastest that a link may be

/// Latency of one plan against x = 1 / (uplink rate in Mbit/s): constant + slope x.
struct Line {
    double constant = 0.0;
    double slope = 0.0;

    double at(double x) const { return constant + slope * x; }
};

bool same(const Line &a, const Line &b)
{
    return std::abs(a.slope - b.slope) <= 1e-9 * (1.0 + std::abs(a.slope))
        && std::abs(a.constant - b.constant) <= 1e-9 * (1.0 + std::abs(a.constant));
}

/// The corners of the least of all lines between two places, by asking for the least line where two known ones cross
/// (Eisner and Severance: Mathematical techniques for efficient record segmentation in large shared databases, 1976).
template <typename Rated, typename Solve>
class Envelope {
public:
    explicit Envelope(const Solve &solve)
        : m_solve(solve)
    {
    }

    /// Appends the pieces from `low` to `high`, without the last one's.
    void follow(double low, const Rated &atLow, double high, const Rated &atHigh)
    {
        if (same(atLow.line, atHigh.line))
            return;
        const double x = (atHigh.line.constant - atLow.line.constant) / (atLow.line.slope - atHigh.line.slope);
        if (!std::isfinite(x) || x <= low || x >= high)
            return; // they differ by rounding alone
        const auto between = m_solve(x);
        const double known = atLow.line.at(x);
        if (between.line.at(x) >= known - 1e-9 * (1.0 + std::abs(known))) {
            corners.push_back({x, atHigh});
            return;
        }
        follow(low, atLow, x, between);
        follow(x, between, high, atHigh);
    }

    struct Corner {
        double x = 0.0;
        Rated after; ///< least from here to the next corner
    };
    std::vector<Corner> corners;

private:
    const Solve &m_solve;
};

} // namespace

std::vector<RateBand> Planner::whereASplitWins(const Context &context, double fromMbps, double toMbps)
{
    if (!(fromMbps > 0) || !(toMbps > fromMbps))
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "The range of uplink rates"}, {"why", "it must begin above 0 and end above its beginning."}});
    struct Rated {
        Line line;
        Case *one = nullptr;
        Candidate candidate;
    };
    const auto at = [&](double mbps) {
        auto there = context;
        there.link.shaped = true;
        there.link.uplinkMbps = mbps;
        if (!context.link.shaped)
            there.link.downlinkMbps = unlimitedMbps;
        return there;
    };
    const auto solve = [&](double x) {
        const auto there = at(1.0 / x);
        Rated best;
        for (auto &one : m_searches) {
            const Question question(*one, there, Objective{}, {});
            const auto candidate = bestOfCase(*one, question, std::numeric_limits<double>::infinity());
            if (!candidate || !std::isfinite(candidate->value)
                || (best.one != nullptr && best.candidate.value <= candidate->value))
                continue;
            const auto uplink = question.model.stageTimes(candidate->components, candidate->remote).uplink;
            const double transfer = std::max(0.0, uplink - uplinkModel(there.link).delayMs);
            best = {{candidate->value - transfer, transfer / x}, one.get(), *candidate};
        }
        return best;
    };
    const auto planAt = [&](const Rated &rated, double mbps) {
        const auto there = at(mbps);
        return planOf(*rated.one, rated.candidate, Question(*rated.one, there, Objective{}, {}));
    };

    const double top = std::max(fromMbps, std::min(toMbps, rateCapMbps(context.link))); // loss allows no more
    const auto fastest = solve(1.0 / top);
    Envelope<Rated, decltype(solve)> envelope(solve);
    if (top > fromMbps)
        envelope.follow(1.0 / top, fastest, 1.0 / fromMbps, solve(1.0 / fromMbps));

    std::vector<RateBand> bands;
    double to = toMbps;
    const Rated *current = &fastest;
    for (const auto &corner : envelope.corners) {
        bands.push_back({1.0 / corner.x, to, planAt(*current, 1.0 / corner.x)});
        to = 1.0 / corner.x;
        current = &corner.after;
    }
    bands.push_back({fromMbps, to, planAt(*current, fromMbps)});
    std::reverse(bands.begin(), bands.end());
    return bands;
}

} // namespace splitscope
