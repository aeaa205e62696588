// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/task_meter.h"

#include "core/evaluation/classification_meter.h"
#include "core/evaluation/detection_meter.h"
#include "core/evaluation/values_meter.h"
#include "core/graph/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace splitscope {

namespace {

double ratio(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

/// Sums: the confusion matrix, rows are the reference's classes. One row and column more hold what is no class at all.
class SegmentationMeter : public TaskMeter {
public:
    explicit SegmentationMeter(int classCount)
        : m_classes(std::size_t(classCount))
        , m_side(m_classes + 1)
    {
    }

    std::vector<double> sumsOf(const TaskOutput &output, const TaskOutput &reference) const override
    {
        requireSameSize(output.labels.size(), reference.labels.size());
        std::vector<double> matrix(m_side * m_side, 0.0);
        constexpr std::uint8_t unlabelled = 255;
        for (std::size_t pixel = 0; pixel < output.labels.size(); ++pixel) {
            if (reference.labels[pixel] == unlabelled && m_classes <= unlabelled) {
                continue;
            }
            const std::size_t row = std::min<std::size_t>(reference.labels[pixel], m_classes);
            const std::size_t column = std::min<std::size_t>(output.labels[pixel], m_classes);
            matrix[row * m_side + column] += 1.0;
        }
        return matrix;
    }

    std::map<std::string, double> metricsOf(const std::vector<double> &matrix) const override
    {
        double pixels = 0.0;
        double right = 0.0;
        double sumOfRatios = 0.0;
        int occurring = 0;
        for (std::size_t index = 0; index < m_side; ++index) {
            double row = 0.0;
            double column = 0.0;
            for (std::size_t other = 0; other < m_side; ++other) {
                row += matrix[index * m_side + other];
                column += matrix[other * m_side + index];
            }
            pixels += row;
            if (index == m_classes) {
                continue;
            }
            const double both = matrix[index * m_side + index];
            right += both;
            const double either = row + column - both;
            if (either > 0.0) {
                sumOfRatios += both / either;
                ++occurring;
            }
        }
        return {{"miou", ratio(sumOfRatios, occurring)}, {"pixel_accuracy", ratio(right, pixels)}};
    }

private:
    std::size_t m_classes;
    std::size_t m_side;
};

class DepthMeter : public TaskMeter {
public:
    std::vector<double> sumsOf(const TaskOutput &output, const TaskOutput &reference) const override
    {
        requireSameSize(output.depth.size(), reference.depth.size());
        double pixels = 0.0;
        double relative = 0.0;
        double squares = 0.0;
        double close = 0.0;
        for (std::size_t pixel = 0; pixel < output.depth.size(); ++pixel) {
            const double truth = reference.depth[pixel];
            if (!std::isfinite(truth) || truth <= 0.0) {
                continue;
            }
            const double depth = output.depth[pixel];
            const double difference = std::abs(depth - truth);
            pixels += 1.0;
            relative += difference / truth;
            squares += difference * difference;
            close += depth > 0.0 && std::max(depth / truth, truth / depth) < 1.25 ? 1.0 : 0.0;
        }
        return {pixels, relative, squares, close};
    }

    std::map<std::string, double> metricsOf(const std::vector<double> &sums) const override
    {
        return {{"abs_rel", ratio(sums[1], sums[0])}, {"rmse_m", std::sqrt(ratio(sums[2], sums[0]))},
            {"delta_1_25", ratio(sums[3], sums[0])}};
    }
};

class NormalsMeter : public TaskMeter {
public:
    std::vector<double> sumsOf(const TaskOutput &output, const TaskOutput &reference) const override
    {
        requireSameSize(output.normals.size(), reference.normals.size());
        std::vector<double> sums(histogramStart + bins, 0.0);
        for (std::size_t at = 0; at + 2 < output.normals.size(); at += 3) {
            const double angle = angleBetween(&output.normals[at], &reference.normals[at]);
            sums[0] += 1.0;
            sums[1] += angle;
            sums[2] += angle < 11.25 ? 1.0 : 0.0;
            sums[histogramStart + std::min(bins - 1, std::size_t(angle / binDegrees))] += 1.0;
        }
        return sums;
    }

    std::map<std::string, double> metricsOf(const std::vector<double> &sums) const override
    {
        return {{"mean_deg", ratio(sums[1], sums[0])}, {"median_deg", median(sums)},
            {"within_11_25_deg", ratio(sums[2], sums[0])}};
    }

private:
    static constexpr double binDegrees = 0.25;
    static constexpr std::size_t bins = 720;
    static constexpr std::size_t histogramStart = 3;

    /// By way of the half angle's tangent: the arc cosine loses half of its digits near 0.
    static double angleBetween(const float *a, const float *b)
    {
        double sum = 0.0;
        double difference = 0.0;
        for (int axis = 0; axis < 3; ++axis) {
            sum += (double(a[axis]) + b[axis]) * (double(a[axis]) + b[axis]);
            difference += (double(a[axis]) - b[axis]) * (double(a[axis]) - b[axis]);
        }
        return 2.0 * std::atan2(std::sqrt(difference), std::sqrt(sum)) * 180.0 / std::numbers::pi;
    }

    static double median(const std::vector<double> &sums)
    {
        const double half = sums[0] / 2.0;
        double below = 0.0;
        for (std::size_t bin = 0; bin < bins && sums[0] > 0.0; ++bin) {
            const double count = sums[histogramStart + bin];
            if (below + count >= half) {
                return binDegrees * (double(bin) + ratio(half - below, count));
            }
            below += count;
        }
        return 0.0;
    }
};

class BoundaryMeter : public TaskMeter {
public:
    std::vector<double> sumsOf(const TaskOutput &output, const TaskOutput &reference) const override
    {
        requireSameSize(output.labels.size(), reference.labels.size());
        std::vector<double> sums(3, 0.0); // found and there, found, there
        for (std::size_t pixel = 0; pixel < output.labels.size(); ++pixel) {
            sums[0] += output.labels[pixel] != 0 && reference.labels[pixel] != 0 ? 1.0 : 0.0;
            sums[1] += output.labels[pixel] != 0 ? 1.0 : 0.0;
            sums[2] += reference.labels[pixel] != 0 ? 1.0 : 0.0;
        }
        return sums;
    }

    std::map<std::string, double> metricsOf(const std::vector<double> &sums) const override
    {
        return {{"precision", ratio(sums[0], sums[1])}, {"recall", ratio(sums[0], sums[2])},
            {"f1", ratio(2.0 * sums[0], sums[1] + sums[2])}};
    }
};

class MergedSamples : public FrameSamples {
public:
    MergedSamples(const TaskMeter &meter, const std::vector<std::vector<double>> &frames)
        : m_meter(meter)
        , m_frames(frames)
    {
    }

    std::map<std::string, double> metricsOf(const std::vector<int> &times) const override
    {
        std::vector<double> sums;
        for (std::size_t frame = 0; frame < m_frames.size(); ++frame) {
            for (int copy = 0; copy < times[frame]; ++copy) {
                m_meter.merge(sums, m_frames[frame]);
            }
        }
        return m_meter.metricsOf(sums);
    }

private:
    const TaskMeter &m_meter;
    const std::vector<std::vector<double>> &m_frames;
};

} // namespace

void TaskMeter::merge(std::vector<double> &all, const std::vector<double> &frame) const
{
    all.resize(frame.size(), 0.0);
    for (std::size_t at = 0; at < frame.size(); ++at) {
        all[at] += frame[at];
    }
}

std::unique_ptr<FrameSamples> TaskMeter::samplesOf(const std::vector<std::vector<double>> &frames) const
{
    return std::make_unique<MergedSamples>(*this, frames);
}

void TaskMeter::requireSameSize(std::size_t output, std::size_t reference)
{
    if (output != reference) {
        throw Failure(ErrorCode::InvalidArgument,
            {{"what", "A comparison of two outputs"},
                {"why",
                    "one has " + std::to_string(output) + " values and the other " + std::to_string(reference) + "."}});
    }
}

std::unique_ptr<TaskMeter> makeTaskMeter(TaskKind kind, int classCount)
{
    switch (kind) {
    case TaskKind::Segmentation:
        return std::make_unique<SegmentationMeter>(classCount);
    case TaskKind::Depth:
        return std::make_unique<DepthMeter>();
    case TaskKind::Normals:
        return std::make_unique<NormalsMeter>();
    case TaskKind::Boundary:
        return std::make_unique<BoundaryMeter>();
    case TaskKind::Detection:
        return std::make_unique<DetectionMeter>();
    case TaskKind::Classification:
        return std::make_unique<ClassificationMeter>();
    default:
        return std::make_unique<ValuesMeter>();
    }
}

} // namespace splitscope
