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

double DetectionSamples::averagePrecision(
    const std::vector<Detection> &detections, double references, int overlap, const std::vector<int> &times)
{
    // Only a detection that found its box raises recall, so only there may precision be the best at a recall.
    struct Point {
        double recall;
        double precision;
    };
    std::vector<Point> points;
    double ranked = 0.0;
    double right = 0.0;
    for (const Detection &detection : detections) {
        const int copies = times[detection.frame];
        ranked += copies;
        if (copies > 0 && ((detection.found >> overlap) & 1U) != 0) {
            right += copies;
            points.push_back({right / references, right / ranked});
        }
    }
    for (std::size_t at = points.size(); at > 1; --at) {
        points[at - 2].precision = std::max(points[at - 2].precision, points[at - 1].precision);
    }
    double sum = 0.0;
    std::size_t at = 0;
    for (int percent = 0; percent <= 100; ++percent) {
        while (at < points.size() && points[at].recall < percent / 100.0) {
            ++at;
        }
        sum += at < points.size() ? points[at].precision : 0.0;
    }
    return sum / 101.0;
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
        for (int overlap = 0; overlap < overlaps; ++overlap) {
            const double precision = averagePrecision(mine.detections, references, overlap, times);
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
