// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/frame_samples.h"

namespace splitscope {

/// Mean average precision (detection_meter.h) of samples of frames. Detections are ranked once; a sample then counts
/// each as often as its frame is in it, which is the same as ranking the sample: copies of a detection have one score,
/// and only the last of them can bring a higher precision at a recall.
class DetectionSamples : public FrameSamples {
public:
    static constexpr int overlaps = 10; ///< 0.50, 0.55 ... 0.95

    /// Numbers of one record. A detection: class, score, and a bit for each overlap at which it found a reference box.
    /// What the reference holds of a class: class, NaN, number of boxes.
    static constexpr std::size_t recordSize = 3;

    /// \param frames records of each
    explicit DetectionSamples(const std::vector<std::vector<double>> &frames);

    std::map<std::string, double> metricsOf(const std::vector<int> &times) const override;

private:
    struct Detection {
        std::size_t frame;
        double score;
        unsigned found;
    };
    struct References {
        std::size_t frame;
        double boxes;
    };
    struct ClassRecords {
        std::vector<Detection> detections; ///< by falling score
        std::vector<References> references;
    };

    /// Of a sample, a detection that found a box at some overlap.
    struct Ranked {
        double rank; ///< how many detections come down to the last of its copies
        double copies;
        unsigned found;
    };

    static std::vector<Ranked> ranked(const std::vector<Detection> &detections, const std::vector<int> &times);
    static double averagePrecision(const std::vector<Ranked> &ranked, double references, int overlap);

    std::map<int, ClassRecords> m_classes;
};

} // namespace splitscope
