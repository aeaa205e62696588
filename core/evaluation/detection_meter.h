// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/task_meter.h"

namespace splitscope {

/// Average precision of boxes as the COCO benchmark defines it (Lin and others, 2014; cocodataset.org, "Detection
/// evaluation"): for each class and each overlap of 0.50, 0.55 ... 0.95, detections by falling score, each matched to
/// the still free reference box of its class and frame that it overlaps most (intersection over union), the precision
/// at recall 0, 0.01 ... 1 (the best at that recall or beyond), and the mean of those 101.
/// - `map`: mean over overlaps and over the classes that the reference has. - `map50`: at an overlap of 0.50 alone.
/// Without any reference box both are 1 if there are no detections either, otherwise 0. The 100 best detections of a
/// class in a frame count. Against the uncut model's answer every box that it returned is one to find, whatever its
/// score: a model that returns unsure boxes is asked for them too.
class DetectionMeter : public TaskMeter {
public:
    /// A list of records (DetectionSamples), one for each detection and one for each class of the reference, because
    /// average precision does not follow from sums.
    std::vector<double> sumsOf(const TaskOutput &output, const TaskOutput &reference) const override;
    void merge(std::vector<double> &all, const std::vector<double> &frame) const override;
    std::map<std::string, double> metricsOf(const std::vector<double> &records) const override;
    std::unique_ptr<FrameSamples> samplesOf(const std::vector<std::vector<double>> &frames) const override;
};

} // namespace splitscope
