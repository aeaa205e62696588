// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/meter_series.h"
#include "core/evaluation/task_meter.h"
#include "core/graph/error.h"
#include "tests/core/evaluation/values.h"

#include <QTest>

#include <cmath>

using namespace splitscope;
using namespace splitscope::test;

namespace {

TaskOutput segmentation(const std::vector<std::uint8_t> &values)
{
    return taskOutputOf(task("s", TaskKind::Segmentation), labels({1, 1, std::int64_t(values.size())}, values));
}

TaskOutput depth(const std::vector<float> &values)
{
    return taskOutputOf(task("d", TaskKind::Depth), floats({1, 1, 1, std::int64_t(values.size())}, values));
}

/// Normals in the plane of x and z, by their angle from the axis that looks at the camera.
TaskOutput normalsAt(const std::vector<double> &degrees)
{
    std::vector<float> planes(3 * degrees.size(), 0.0F);
    for (std::size_t index = 0; index < degrees.size(); ++index) {
        planes[index] = float(std::sin(degrees[index] * M_PI / 180.0));
        planes[2 * degrees.size() + index] = -float(std::cos(degrees[index] * M_PI / 180.0));
    }
    return taskOutputOf(task("n", TaskKind::Normals), floats({1, 3, 1, std::int64_t(degrees.size())}, planes));
}

TaskOutput boundary(const std::vector<float> &logits)
{
    return taskOutputOf(task("b", TaskKind::Boundary), floats({1, 1, 1, std::int64_t(logits.size())}, logits));
}

std::map<std::string, double> measured(
    TaskKind kind, int classes, const TaskOutput &output, const TaskOutput &reference)
{
    const auto meter = makeTaskMeter(kind, classes);
    return meter->metricsOf(meter->sumsOf(output, reference));
}

void compareClose(double actual, double expected)
{
    QVERIFY2(std::abs(actual - expected) < 1e-5, qPrintable(QString("%1 is not %2").arg(actual).arg(expected)));
}

} // namespace

class TestTaskMeter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void meanIntersectionOverUnionIsOverTheClassesThatOccur();
    void intersectionsAreAddedOverFramesBeforeDividing();
    void aLabelThatIsNoClassCountsAsWrong();
    void depthErrorsAreRelativeToTheTruth();
    void pixelsWithoutTrueDepthAreLeftOut();
    void anglesAreExactNearZeroAndBeyondNinety();
    void boundariesGivePrecisionAndRecall();
    void otherTensorsGiveARelativeError();
    void differentSizesAreRefused();
    void oneFrameHasAnIntervalOfNoWidth();
    void theIntervalHoldsTheValueAndRepeats();
    void theIntervalOfAMeanIsAsWideAsStatisticsSays();
};

void TestTaskMeter::meanIntersectionOverUnionIsOverTheClassesThatOccur()
{
    // Truth 0 0 0 1 1 2, answer 0 0 1 1 1 1; class 3 occurs nowhere.
    // Class 0: 2 / 3. Class 1: 2 / 4. Class 2: 0 / 1. Mean (2/3 + 1/2 + 0) / 3. Right: 4 of 6.
    const auto metrics =
        measured(TaskKind::Segmentation, 4, segmentation({0, 0, 1, 1, 1, 1}), segmentation({0, 0, 0, 1, 1, 2}));
    compareClose(metrics.at("miou"), (2.0 / 3.0 + 0.5) / 3.0);
    compareClose(metrics.at("pixel_accuracy"), 4.0 / 6.0);
}

void TestTaskMeter::intersectionsAreAddedOverFramesBeforeDividing()
{
    MeterSeries series(makeTaskMeter(TaskKind::Segmentation, 2));
    series.add(segmentation({1, 1, 1, 1}), segmentation({1, 1, 1, 1}));
    series.add(segmentation({0, 0, 0, 1}), segmentation({0, 0, 0, 0}));
    // Class 0: 3 / 4. Class 1: 4 / 5. The mean of the frames' own means would be another number.
    compareClose(series.result().at("miou").value, (0.75 + 0.8) / 2.0);
    QCOMPARE(series.frames(), std::size_t(2));
}

void TestTaskMeter::aLabelThatIsNoClassCountsAsWrong()
{
    const auto metrics = measured(TaskKind::Segmentation, 2, segmentation({0, 9}), segmentation({0, 1}));
    compareClose(metrics.at("pixel_accuracy"), 0.5);
    compareClose(metrics.at("miou"), 0.5);
}

void TestTaskMeter::depthErrorsAreRelativeToTheTruth()
{
    // Truth 1, 2, 4; answer 1.1, 1, 4: relative errors 0.1, 0.5, 0; squares 0.01, 1, 0; the second is beyond a
    // factor 1.25.
    const auto metrics = measured(TaskKind::Depth, 0, depth({1.1F, 1.0F, 4.0F}), depth({1.0F, 2.0F, 4.0F}));
    compareClose(metrics.at("abs_rel"), 0.2);
    compareClose(metrics.at("rmse_m"), std::sqrt(1.01 / 3.0));
    compareClose(metrics.at("delta_1_25"), 2.0 / 3.0);
}

void TestTaskMeter::pixelsWithoutTrueDepthAreLeftOut()
{
    const auto metrics = measured(TaskKind::Depth, 0, depth({1.5F, 7.0F, 7.0F}), depth({1.0F, 0.0F, INFINITY}));
    compareClose(metrics.at("abs_rel"), 0.5);
}

void TestTaskMeter::anglesAreExactNearZeroAndBeyondNinety()
{
    const auto metrics = measured(
        TaskKind::Normals, 0, normalsAt({0.0, 10.0, 80.0, 170.0, 0.001}), normalsAt({0.0, 0.0, 0.0, 0.0, 0.0}));
    QVERIFY(std::abs(metrics.at("mean_deg") - 260.001 / 5.0) < 1e-4);
    QVERIFY(std::abs(metrics.at("median_deg") - 10.0) <= 0.25);
    compareClose(metrics.at("within_11_25_deg"), 0.6);
}

void TestTaskMeter::boundariesGivePrecisionAndRecall()
{
    // There: 0, 1, 2. Found: 0, 3.
    const auto metrics =
        measured(TaskKind::Boundary, 2, boundary({1.0F, -1.0F, -1.0F, 1.0F}), boundary({1.0F, 1.0F, 1.0F, -1.0F}));
    compareClose(metrics.at("precision"), 0.5);
    compareClose(metrics.at("recall"), 1.0 / 3.0);
    compareClose(metrics.at("f1"), 0.4);
}

void TestTaskMeter::otherTensorsGiveARelativeError()
{
    const TaskSpec spec = task("t", TaskKind::Tensor);
    const auto metrics = measured(TaskKind::Tensor, 0, taskOutputOf(spec, floats({2}, {3.0F, 5.0F})),
        taskOutputOf(spec, floats({2}, {3.0F, 4.0F})));
    compareClose(metrics.at("relative_error"), 0.2);
}

void TestTaskMeter::differentSizesAreRefused()
{
    QVERIFY_EXCEPTION_THROWN(measured(TaskKind::Depth, 0, depth({1.0F}), depth({1.0F, 2.0F})), Failure);
}

void TestTaskMeter::oneFrameHasAnIntervalOfNoWidth()
{
    MeterSeries series(makeTaskMeter(TaskKind::Depth, 0));
    series.add(depth({1.1F}), depth({1.0F}));
    const Estimate estimate = series.result().at("abs_rel");
    compareClose(estimate.value, 0.1);
    QCOMPARE(estimate.low, estimate.value);
    QCOMPARE(estimate.high, estimate.value);
}

void TestTaskMeter::theIntervalHoldsTheValueAndRepeats()
{
    MeterSeries series(makeTaskMeter(TaskKind::Depth, 0));
    for (int frame = 0; frame < 40; ++frame) {
        series.add(depth({1.0F + 0.01F * float(frame % 7)}), depth({1.0F}));
    }
    const Estimate estimate = series.result(5).at("abs_rel");
    QVERIFY(estimate.low < estimate.value && estimate.value < estimate.high);
    QVERIFY(series.result(5).at("abs_rel") == estimate);
}

void TestTaskMeter::theIntervalOfAMeanIsAsWideAsStatisticsSays()
{
    // Relative errors of 0 and 0.5, 200 of each: the mean's deviation is 0.25 / sqrt(400) = 0.0125.
    MeterSeries series(makeTaskMeter(TaskKind::Depth, 0));
    for (int frame = 0; frame < 400; ++frame) {
        series.add(depth({frame % 2 == 0 ? 1.0F : 1.5F}), depth({1.0F}));
    }
    const Estimate estimate = series.result().at("abs_rel");
    QVERIFY(std::abs(estimate.high - estimate.low - 2.0 * 1.96 * 0.0125) < 0.006);
}

QTEST_GUILESS_MAIN(TestTaskMeter)
#include "tst_task_meter.moc"
