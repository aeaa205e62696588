// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/detection_meter.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr int overlaps = 10; ///< 0.50, 0.55 ... 0.95
constexpr std::size_t mostDetections = 100;

/// Three doubles. A detection: class, score, and a bit for each overlap at which it found a reference box. What the
/// reference holds of a class: class, NaN, number of boxes.
constexpr std::size_t recordSize = 3;

double overlapAt(int index) { return 0.5 + 0.05 * index; }

double area(const DetectedBox &box)
{
    return std::max(0.0, double(box.right) - box.left) * std::max(0.0, double(box.bottom) - box.top);
}

double intersectionOverUnion(const DetectedBox &a, const DetectedBox &b)
{
    DetectedBox both;
    both.left = std::max(a.left, b.left);
    both.top = std::max(a.top, b.top);
    both.right = std::min(a.right, b.right);
    both.bottom = std::min(a.bottom, b.bottom);
    const double common = area(both);
    const double either = area(a) + area(b) - common;
    return either > 0.0 ? common / either : 0.0;
}

using Boxes = std::vector<DetectedBox>;

/// Classes apart, each by falling score.
std::map<int, Boxes> byClass(const Boxes &boxes)
{
    std::map<int, Boxes> result;
    for (const DetectedBox &box : boxes) {
        result[box.label].push_back(box);
    }
    for (auto &[label, list] : result) {
        std::stable_sort(
            list.begin(), list.end(), [](const DetectedBox &a, const DetectedBox &b) { return a.score > b.score; });
    }
    return result;
}

/// Bit i of an entry: the detection found a box of its own at overlap i.
std::vector<unsigned> matches(const Boxes &detections, const Boxes &reference)
{
    std::vector<unsigned> found(detections.size(), 0U);
    for (int index = 0; index < overlaps; ++index) {
        std::vector<bool> taken(reference.size(), false);
        for (std::size_t detection = 0; detection < detections.size(); ++detection) {
            double best = overlapAt(index) - 1e-10; // an overlap of exactly the limit is enough
            std::size_t match = reference.size();
            for (std::size_t box = 0; box < reference.size(); ++box) {
                const double overlap = intersectionOverUnion(detections[detection], reference[box]);
                if (!taken[box] && overlap > best) {
                    best = overlap;
                    match = box;
                }
            }
            if (match < reference.size()) {
                taken[match] = true;
                found[detection] |= 1U << index;
            }
        }
    }
    return found;
}

struct Detection {
    double score;
    unsigned found;
};

struct ClassRecords {
    std::vector<Detection> detections;
    double references = 0.0;
};

std::map<int, ClassRecords> readRecords(const std::vector<double> &records)
{
    std::map<int, ClassRecords> classes;
    for (std::size_t at = 0; at + recordSize <= records.size(); at += recordSize) {
        ClassRecords &mine = classes[int(records[at])];
        if (std::isnan(records[at + 1])) {
            mine.references += records[at + 2];
        } else {
            mine.detections.push_back({records[at + 1], unsigned(records[at + 2])});
        }
    }
    for (auto &[label, mine] : classes) {
        std::stable_sort(mine.detections.begin(), mine.detections.end(),
            [](const Detection &a, const Detection &b) { return a.score > b.score; });
    }
    return classes;
}

double averagePrecision(const ClassRecords &records, int overlap)
{
    std::vector<double> precision;
    std::vector<double> recall;
    double right = 0.0;
    for (const Detection &detection : records.detections) {
        right += (detection.found >> overlap) & 1U;
        precision.push_back(right / double(precision.size() + 1));
        recall.push_back(right / records.references);
    }
    for (std::size_t at = precision.size(); at > 1; --at) {
        precision[at - 2] = std::max(precision[at - 2], precision[at - 1]);
    }
    double sum = 0.0;
    std::size_t at = 0;
    for (int point = 0; point <= 100; ++point) {
        while (at < recall.size() && recall[at] < point / 100.0) {
            ++at;
        }
        sum += at < recall.size() ? precision[at] : 0.0;
    }
    return sum / 101.0;
}

} // namespace

std::vector<double> DetectionMeter::sumsOf(const TaskOutput &output, const TaskOutput &reference) const
{
    std::map<int, Boxes> detections = byClass(output.boxes);
    const std::map<int, Boxes> references = byClass(reference.boxes);
    std::vector<double> records;
    for (auto &[label, list] : detections) {
        list.resize(std::min(list.size(), mostDetections));
        const auto wanted = references.find(label);
        const std::vector<unsigned> found = matches(list, wanted == references.end() ? Boxes{} : wanted->second);
        for (std::size_t at = 0; at < list.size(); ++at) {
            records.insert(records.end(), {double(label), double(list[at].score), double(found[at])});
        }
    }
    for (const auto &[label, list] : references) {
        records.insert(records.end(), {double(label), std::nan(""), double(list.size())});
    }
    return records;
}

void DetectionMeter::merge(std::vector<double> &all, const std::vector<double> &frame) const
{
    all.insert(all.end(), frame.begin(), frame.end());
}

std::map<std::string, double> DetectionMeter::metricsOf(const std::vector<double> &records) const
{
    double sum = 0.0;
    double sumAtHalf = 0.0;
    int classes = 0;
    for (const auto &[label, mine] : readRecords(records)) {
        if (mine.references <= 0.0) {
            continue;
        }
        ++classes;
        for (int overlap = 0; overlap < overlaps; ++overlap) {
            const double precision = averagePrecision(mine, overlap);
            sum += precision / overlaps;
            sumAtHalf += overlap == 0 ? precision : 0.0;
        }
    }
    if (classes == 0) {
        const double agreed = records.empty() ? 1.0 : 0.0;
        return {{"map", agreed}, {"map50", agreed}};
    }
    return {{"map", sum / classes}, {"map50", sumAtHalf / classes}};
}

} // namespace splitscope
