// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/agreement.h"
#include "core/evaluation/detection_meter.h"
#include "core/graph/error.h"
#include "tests/core/evaluation/values.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace splitscope;
using namespace splitscope::test;

namespace {

using Row = std::array<float, 6>;
using BoxList = std::vector<Row>;

TensorValue rows(const BoxList &frame)
{
    std::vector<float> numbers;
    for (const Row &row : frame) {
        numbers.insert(numbers.end(), row.begin(), row.end());
    }
    return floats({std::int64_t(frame.size()), 6}, numbers);
}

std::map<std::string, Estimate> measured(const std::vector<std::pair<BoxList, BoxList>> &frames)
{
    AgreementSeries series({task("boxes", TaskKind::Detection)});
    for (const auto &[split, whole] : frames) {
        series.add({rows(split)}, {rows(whole)});
    }
    return series.result(1, 50).at("boxes");
}

/// A square of side 10 moved right by `shift`: overlap (10 - shift) / (10 + shift).
Row square(float shift, float score, float label = 0.0F) { return {shift, 0, 10 + shift, 10, score, label}; }

/// Mean average precision once more, straight from its definition: for every recall point the best precision of any
/// prefix of the ranked list that reaches it. Everything is recomputed for every prefix.
double bruteForce(const std::vector<std::pair<BoxList, BoxList>> &frames, int classes)
{
    const auto overlapOf = [](const Row &a, const Row &b) {
        const float width = std::min(a[2], b[2]) - std::max(a[0], b[0]);
        const float height = std::min(a[3], b[3]) - std::max(a[1], b[1]);
        const double common = width > 0 && height > 0 ? double(width) * height : 0.0;
        return common / (double(a[2] - a[0]) * (a[3] - a[1]) + double(b[2] - b[0]) * (b[3] - b[1]) - common);
    };
    double sum = 0.0;
    int present = 0;
    for (int label = 0; label < classes; ++label) {
        std::vector<std::pair<std::size_t, Row>> ranked;
        double wanted = 0.0;
        for (std::size_t frame = 0; frame < frames.size(); ++frame) {
            for (const Row &row : frames[frame].first) {
                if (int(row[5]) == label) {
                    ranked.emplace_back(frame, row);
                }
            }
            wanted += double(std::count_if(frames[frame].second.begin(), frames[frame].second.end(),
                [label](const Row &row) { return int(row[5]) == label; }));
        }
        if (wanted == 0.0) {
            continue;
        }
        ++present;
        std::sort(ranked.begin(), ranked.end(), [](const auto &a, const auto &b) { return a.second[4] > b.second[4]; });
        for (int percent = 50; percent < 100; percent += 5) {
            std::vector<std::pair<double, double>> points; // recall, precision of each prefix
            for (std::size_t length = 1; length <= ranked.size(); ++length) {
                std::vector<std::vector<bool>> used(frames.size());
                double right = 0.0;
                for (std::size_t at = 0; at < length; ++at) {
                    const auto &[frame, row] = ranked[at];
                    const BoxList &reference = frames[frame].second;
                    used[frame].resize(reference.size(), false);
                    int best = -1;
                    for (std::size_t box = 0; box < reference.size(); ++box) {
                        if (int(reference[box][5]) == label && !used[frame][box]
                            && overlapOf(row, reference[box]) >= percent / 100.0
                            && (best < 0
                                || overlapOf(row, reference[box]) > overlapOf(row, reference[std::size_t(best)]))) {
                            best = int(box);
                        }
                    }
                    if (best >= 0) {
                        used[frame][std::size_t(best)] = true;
                        right += 1.0;
                    }
                }
                points.emplace_back(right / wanted, right / double(length));
            }
            for (int point = 0; point <= 100; ++point) {
                double best = 0.0;
                for (const auto &[recall, precision] : points) {
                    best = recall >= point / 100.0 ? std::max(best, precision) : best;
                }
                sum += best / 101.0 / 10.0;
            }
        }
    }
    return sum / present;
}

} // namespace

class TestDetectionMeter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalBoxesHaveFullPrecision();
    void precisionFollowsTheWorkedExample();
    void overlapDecidesAtEachLimit();
    void aBoxIsFoundOnce();
    void classesAreAveragedAndDoNotMix();
    void framesDoNotMix();
    void withoutBoxesThereIsNothingToLose();
    void randomBoxesAgreeWithABruteForce();
    void aSampleIsLikeItsFramesOneByOne();
    void rowsThatAreNoBoxesAreLeftOut();
    void tensorsOfAnotherShapeAreRefused();
};

void TestDetectionMeter::equalBoxesHaveFullPrecision()
{
    const BoxList frame{square(0, 0.9F), square(30, 0.1F, 2.0F)};
    const auto metrics = measured({{frame, frame}});
    QCOMPARE(metrics.at("map").value, 1.0);
    QCOMPARE(metrics.at("map50").value, 1.0);
}

void TestDetectionMeter::precisionFollowsTheWorkedExample()
{
    // Two boxes to find; ranked: right, wrong, right. Precision 1, 1/2, 2/3 at recall 1/2, 1/2, 1: recalls 0 to 0.50
    // (51 points) have 1, the other 50 have 2/3.
    const auto metrics =
        measured({{{square(0, 0.9F), square(500, 0.8F), square(100, 0.7F)}, {square(0, 1.0F), square(100, 1.0F)}}});
    const double expected = (51.0 + 50.0 * 2.0 / 3.0) / 101.0;
    QVERIFY(std::abs(metrics.at("map").value - expected) < 1e-12);
    QVERIFY(std::abs(metrics.at("map50").value - expected) < 1e-12);
}

void TestDetectionMeter::overlapDecidesAtEachLimit()
{
    // A shift by 2 of 10 overlaps 8 / 12 = 0.667: right at 0.50, 0.55, 0.60 and 0.65, wrong at the other six.
    QVERIFY(std::abs(measured({{{square(2, 0.9F)}, {square(0, 1.0F)}}}).at("map").value - 0.4) < 1e-12);
    // 10 x 10 inside 10 x 20 overlaps exactly 0.5.
    QVERIFY(std::abs(measured({{{square(0, 0.9F)}, {{0, 0, 10, 20, 1, 0}}}}).at("map50").value - 1.0) < 1e-12);
}

void TestDetectionMeter::aBoxIsFoundOnce()
{
    // The second detection of the same box is wrong, but behind the first: precision stays 1 at every recall.
    QCOMPARE(measured({{{square(0, 0.9F), square(0, 0.8F)}, {square(0, 1.0F)}}}).at("map").value, 1.0);
    // Two boxes to find, both detections at the first of them: recall ends at 1/2.
    const auto metrics = measured({{{square(0, 0.9F), square(0, 0.8F)}, {square(0, 1.0F), square(90, 1.0F)}}});
    QVERIFY(std::abs(metrics.at("map").value - 51.0 / 101.0) < 1e-12);
}

void TestDetectionMeter::classesAreAveragedAndDoNotMix()
{
    // Class 0 is found; class 1's box is called class 2, which is none of the reference's and does not count.
    const auto metrics = measured({{{square(0, 0.9F), square(50, 0.8F, 2)}, {square(0, 1.0F), square(50, 1.0F, 1)}}});
    QCOMPARE(metrics.at("map").value, 0.5);
}

void TestDetectionMeter::framesDoNotMix()
{
    QCOMPARE(measured({{{square(0, 0.9F)}, {}}, {{}, {square(0, 1.0F)}}}).at("map").value, 0.0);
}

void TestDetectionMeter::withoutBoxesThereIsNothingToLose()
{
    QCOMPARE(measured({{{}, {}}}).at("map").value, 1.0);
    QCOMPARE(measured({{{square(0, 0.9F)}, {}}}).at("map").value, 0.0);
    QCOMPARE(measured({{{}, {square(0, 0.9F)}}}).at("map").value, 0.0);
}

void TestDetectionMeter::randomBoxesAgreeWithABruteForce()
{
    std::mt19937 engine(7);
    const auto upTo = [&engine](float bound) { return bound * float(engine() % 10000) / 10000.0F; };
    for (int trial = 0; trial < 20; ++trial) {
        std::vector<std::pair<BoxList, BoxList>> frames(3);
        for (auto &[split, whole] : frames) {
            for (int box = 0; box < 6; ++box) {
                const float left = upTo(60);
                const float top = upTo(20);
                const auto label = float(engine() % 3);
                whole.push_back({left, top, left + 10 + upTo(10), top + 10 + upTo(10), 1, label});
                Row moved = whole.back();
                for (std::size_t side = 0; side < 4; ++side) {
                    moved[side] += upTo(4) - 2;
                }
                moved[4] = upTo(1);
                moved[5] = engine() % 5 == 0 ? float(engine() % 3) : label;
                split.push_back(moved);
            }
        }
        const double expected = bruteForce(frames, 3);
        const double actual = measured(frames).at("map").value;
        QVERIFY2(std::abs(actual - expected) < 1e-9, qPrintable(QString("%1 is not %2").arg(actual).arg(expected)));
        QVERIFY(expected > 0.05 && expected < 0.95);
    }
}

void TestDetectionMeter::aSampleIsLikeItsFramesOneByOne()
{
    std::mt19937 engine(5);
    const DetectionMeter meter;
    std::vector<std::vector<double>> frames;
    for (int frame = 0; frame < 4; ++frame) {
        BoxList split;
        BoxList whole;
        for (int box = 0; box < 5; ++box) {
            const float label = float(engine() % 2);
            whole.push_back(square(40.0F * float(box), 1.0F, label));
            // No two scores are alike: the order of equals is not defined.
            const float score = float(1 + box + 5 * frame + 20 * int(engine() % 50)) / 1100.0F;
            split.push_back(square(40.0F * float(box) + float(engine() % 7), score, label));
        }
        const TaskSpec boxes = task("boxes", TaskKind::Detection);
        frames.push_back(meter.sumsOf(taskOutputOf(boxes, rows(split)), taskOutputOf(boxes, rows(whole))));
    }
    frames.push_back(meter.sumsOf({}, {}));
    const auto samples = meter.samplesOf(frames);
    for (const std::vector<int> &times : std::vector<std::vector<int>>{
             {1, 1, 1, 1, 1}, {3, 0, 2, 0, 0}, {0, 0, 0, 5, 0}, {1, 4, 0, 2, 1}, {0, 0, 0, 0, 5}}) {
        std::vector<double> all;
        for (std::size_t frame = 0; frame < frames.size(); ++frame) {
            for (int copy = 0; copy < times[frame]; ++copy) {
                meter.merge(all, frames[frame]);
            }
        }
        const auto expected = meter.metricsOf(all);
        const auto found = samples->metricsOf(times);
        QVERIFY(std::abs(found.at("map") - expected.at("map")) < 1e-12);
        QVERIFY(std::abs(found.at("map50") - expected.at("map50")) < 1e-12);
    }
    QCOMPARE(samples->metricsOf({0, 0, 0, 0, 5}).at("map"), 1.0);
    QVERIFY(samples->metricsOf({3, 0, 2, 0, 0}).at("map") != samples->metricsOf({1, 4, 0, 2, 1}).at("map"));
}

void TestDetectionMeter::rowsThatAreNoBoxesAreLeftOut()
{
    const auto metrics = measured({{{{NAN, 0, 1, 1, 0.99F, 0}, {0, 0, 1, 1, INFINITY, 0}, {0, 0, 1, 1, 1, 1e30F},
                                        {5, 5, 1, 1, 0.95F, 3}, square(0, 0.9F)},
        {square(0, 1.0F)}}});
    QCOMPARE(metrics.at("map").value, 1.0);
}

void TestDetectionMeter::tensorsOfAnotherShapeAreRefused()
{
    const TaskSpec spec = task("boxes", TaskKind::Detection);
    QVERIFY_EXCEPTION_THROWN(taskOutputOf(spec, floats({2, 5}, std::vector<float>(10))), Failure);
    QVERIFY_EXCEPTION_THROWN(taskOutputOf(spec, floats({6}, std::vector<float>(6))), Failure);
    QCOMPARE(taskOutputOf(spec, floats({1, 2, 6}, std::vector<float>(12))).boxes.size(), std::size_t(2));
}

QTEST_GUILESS_MAIN(TestDetectionMeter)
#include "tst_detection_meter.moc"
