// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/classification_meter.h"

#include "core/graph/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace splitscope {

namespace {

constexpr double clearBelow = 2.0 / 3.0;

enum Sum { Frames, Same, Tau, PartFrames, ClearFrames, ClearSame, SumCount };

std::vector<float> withoutNaN(std::vector<float> scores)
{
    std::replace_if(
        scores.begin(), scores.end(), [](float score) { return std::isnan(score); },
        -std::numeric_limits<float>::infinity());
    return scores;
}

std::ptrdiff_t largest(const std::vector<float> &scores)
{
    return std::max_element(scores.begin(), scores.end()) - scores.begin();
}

bool isClear(std::vector<float> parts)
{
    if (parts.size() < 2) {
        return true;
    }
    std::nth_element(parts.begin(), parts.begin() + 1, parts.end(), std::greater<>());
    return double(parts[1]) < clearBelow * double(parts[0]);
}

} // namespace

double kendallTau(const std::vector<float> &a, const std::vector<float> &b)
{
    const std::vector<float> left = withoutNaN(a);
    const std::vector<float> right = withoutNaN(b);
    std::int64_t balance = 0; // pairs in the same order minus pairs in the opposite order
    std::int64_t orderedLeft = 0;
    std::int64_t orderedRight = 0;
    for (std::size_t first = 0; first < left.size(); ++first) {
        for (std::size_t second = first + 1; second < left.size(); ++second) {
            const int one = (left[first] > left[second]) - (left[first] < left[second]);
            const int other = (right[first] > right[second]) - (right[first] < right[second]);
            balance += one * other;
            orderedLeft += one != 0;
            orderedRight += other != 0;
        }
    }
    if (orderedLeft == 0 || orderedRight == 0) {
        return orderedLeft == orderedRight ? 1.0 : 0.0;
    }
    return double(balance) / std::sqrt(double(orderedLeft) * double(orderedRight));
}

std::vector<double> ClassificationMeter::sumsOf(const TaskOutput &output, const TaskOutput &reference) const
{
    if (output.values.size() != reference.values.size() || output.values.empty()) {
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "A comparison of two classifications"},
                {"why",
                    "one has " + std::to_string(output.values.size()) + " classes and the other "
                        + std::to_string(reference.values.size()) + "."}});
    }
    const bool same = largest(withoutNaN(output.values)) == largest(withoutNaN(reference.values));
    std::vector<double> sums(SumCount, 0.0);
    sums[Frames] = 1.0;
    sums[Same] = same ? 1.0 : 0.0;
    sums[Tau] = kendallTau(output.values, reference.values);
    if (reference.valuesAreParts) {
        const bool clear = isClear(reference.values);
        sums[PartFrames] = 1.0;
        sums[ClearFrames] = clear ? 1.0 : 0.0;
        sums[ClearSame] = clear && same ? 1.0 : 0.0;
    }
    return sums;
}

std::map<std::string, double> ClassificationMeter::metricsOf(const std::vector<double> &sums) const
{
    const double frames = std::max(sums[Frames], 1.0);
    std::map<std::string, double> metrics{{"top1", sums[Same] / frames}, {"rank_tau", sums[Tau] / frames}};
    if (sums[PartFrames] > 0.0) {
        metrics["clear_part"] = sums[ClearFrames] / sums[PartFrames];
        metrics["top1_clear"] = sums[ClearSame] / std::max(sums[ClearFrames], 1.0);
    }
    return metrics;
}

} // namespace splitscope
