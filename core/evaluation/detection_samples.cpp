// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/detection_samples.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

DetectionSamples::DetectionSamples(const std::vector<std::vector<double>> &frames)
{
    for (std::size_t frame = 0; frame < frames.size(); ++frame) {
        const std::vector<double> &records = frames[frame];
        for (std::size_t at = 0; at + recordSize <= records.size(); at += recordSize) {
            ClassRecords &mine = m_classes[int(records[at])];
            if (std::isnan(records[at + 1])) {
                mine.references.push_back({frame, records[at + 2]});
            } else {
                mine.detections.push_back({frame, records[at + 1], unsigned(records[at + 2])});
            }
        }
    }
    for (auto &[label, mine] : m_classes) {
        std::stable_sort(mine.detections.begin(), mine.detections.end(),
            [](const Detection &a, const Detection &b) { return a.score > b.score; });
    }
}

double DetectionSamples::averagePrecision(const std::vector<Ranked> &ranked, double references, int overlap)
{
    double right = 0.0;
    for (const Ranked &detection : ranked) {
        right += ((detection.found >> overlap) & 1U) * detection.copies;
    }
    // From the last detection to the first: the best precision at this recall or beyond, taken for each recall point
    // that is reached here and was not before. Only a detection that found its box raises recall, so only there may
    // precision be the best.
    double sum = 0.0;
    double best = 0.0;
    int percent = 100;
    while (percent > 0 && right / references < percent / 100.0) {
        --percent;
    }
    for (auto detection = ranked.rbegin(); detection != ranked.rend(); ++detection) {
        if (((detection->found >> overlap) & 1U) == 0) {
            continue;
        }
        best = std::max(best, right / detection->rank);
        right -= detection->copies;
        for (; percent > 0 && right / references < percent / 100.0; --percent) {
            sum += best;
        }
    }
    return (sum + best) / 101.0; // the point 0 is reached by the best of all
}

std::vector<DetectionSamples::Ranked> DetectionSamples::ranked(
    const std::vector<Detection> &detections, const std::vector<int> &times)
{
    std::vector<Ranked> result;
    double rank = 0.0;
    for (const Detection &detection : detections) {
        const int copies = times[detection.frame];
        rank += copies;
        if (copies > 0 && detection.found != 0) {
            result.push_back({rank, double(copies), detection.found});
        }
    }
    return result;
}

std::map<std::string, double> DetectionSamples::metricsOf(const std::vector<int> &times) const
{
    const auto occurs = [&times](const auto &record) { return times[record.frame] > 0; };
    double sum = 0.0;
    double sumAtHalf = 0.0;
    int classes = 0;
    bool any = false;
    for (const auto &[label, mine] : m_classes) {
        double references = 0.0;
        for (const References &entry : mine.references) {
            references += times[entry.frame] * entry.boxes;
        }
        any = any || references > 0.0 || std::any_of(mine.detections.begin(), mine.detections.end(), occurs);
        if (references <= 0.0) {
            continue;
        }
        ++classes;
        const std::vector<Ranked> found = ranked(mine.detections, times);
        for (int overlap = 0; overlap < overlaps; ++overlap) {
            const double precision = averagePrecision(found, references, overlap);
            sum += precision / overlaps;
            sumAtHalf += overlap == 0 ? precision : 0.0;
        }
    }
    if (classes == 0) {
        const double agreed = any ? 0.0 : 1.0;
        return {{"map", agreed}, {"map50", agreed}};
    }
    return {{"map", sum / classes}, {"map50", sumAtHalf / classes}};
}

} // namespace splitscope
