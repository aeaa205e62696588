// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/detection_meter.h"

#include "core/evaluation/detection_samples.h"

#include <algorithm>
#include <cmath>

namespace splitscope {

namespace {

constexpr std::size_t mostDetections = 100;

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
    for (int index = 0; index < DetectionSamples::overlaps; ++index) {
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
    return DetectionSamples({records}).metricsOf({1});
}

std::unique_ptr<FrameSamples> DetectionMeter::samplesOf(const std::vector<std::vector<double>> &frames) const
{
    return std::make_unique<DetectionSamples>(frames);
}

} // namespace splitscope
