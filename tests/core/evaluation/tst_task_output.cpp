// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/task_output.h"
#include "core/graph/error.h"
#include "tests/core/evaluation/values.h"

#include <QTest>

#include <cmath>

using namespace splitscope;
using namespace splitscope::test;

class TestTaskOutput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void logitsBecomeTheIndexOfTheLargest();
    void logitsAndReturnedIndicesReadTheSame();
    void halfPrecisionReadsExactly();
    void normalsBecomeUnitLengthAndInterleaved();
    void boundariesAreLogitsAboveZero();
    void aShapeThatDoesNotFitIsNamed();
    void anotherDataSetsClassesHaveNoTruth();
};

void TestTaskOutput::logitsBecomeTheIndexOfTheLargest()
{
    // Two pixels, three classes: scores (1, 5, 2) and (-1, -3, -0.5).
    const TaskOutput output =
        taskOutputOf(task("s", TaskKind::Segmentation), floats({1, 3, 1, 2}, {1.0F, -1.0F, 5.0F, -3.0F, 2.0F, -0.5F}));
    QCOMPARE(output.labels, (std::vector<std::uint8_t>{1, 2}));
    QCOMPARE(output.width, 2);
    QCOMPARE(output.height, 1);
    QCOMPARE(output.classCount, 3);
}

void TestTaskOutput::logitsAndReturnedIndicesReadTheSame()
{
    const TaskSpec spec = task("s", TaskKind::Segmentation, {"a", "b", "c"});
    const TaskOutput full = taskOutputOf(spec, floats({1, 3, 1, 2}, {1.0F, -1.0F, 5.0F, -3.0F, 2.0F, -0.5F}));
    const TaskOutput returned = taskOutputOf(spec, labels({1, 1, 2}, {1, 2}));
    QCOMPARE(full.labels, returned.labels);
    QCOMPARE(full.classCount, returned.classCount);
}

void TestTaskOutput::halfPrecisionReadsExactly()
{
    // 1.0, -2.0, 65504 (largest), 2^-24 (smallest), 0.333251953125, infinity
    const std::vector<std::uint16_t> halves{0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555, 0x7c00};
    const std::vector<float> read = floatsOf(tensorOf({6}, DType::Float16, halves));
    QCOMPARE(read[0], 1.0F);
    QCOMPARE(read[1], -2.0F);
    QCOMPARE(read[2], 65504.0F);
    QCOMPARE(read[3], std::ldexp(1.0F, -24));
    QCOMPARE(read[4], 0.333251953125F);
    QVERIFY(std::isinf(read[5]));
}

void TestTaskOutput::normalsBecomeUnitLengthAndInterleaved()
{
    // Planes of x, y, z for two pixels: (0, 0, -2) and (3, 4, 0).
    const TaskOutput output =
        taskOutputOf(task("n", TaskKind::Normals), floats({1, 3, 1, 2}, {0.0F, 3.0F, 0.0F, 4.0F, -2.0F, 0.0F}));
    QCOMPARE(output.normals, (std::vector<float>{0.0F, 0.0F, -1.0F, 0.6F, 0.8F, 0.0F}));
}

void TestTaskOutput::boundariesAreLogitsAboveZero()
{
    const TaskOutput output = taskOutputOf(task("b", TaskKind::Boundary), floats({1, 1, 1, 3}, {-1.0F, 0.0F, 0.5F}));
    QCOMPARE(output.labels, (std::vector<std::uint8_t>{0, 0, 1}));
}

void TestTaskOutput::aShapeThatDoesNotFitIsNamed()
{
    try {
        taskOutputOf(task("distance", TaskKind::Depth), floats({1, 2, 1, 1}, {1.0F, 2.0F}));
        QFAIL("a depth of two channels was taken");
    } catch (const Failure &failure) {
        QCOMPARE(failure.code(), ErrorCode::InvalidArgument);
        QVERIFY(QString(failure.what()).contains("distance"));
        QVERIFY(QString(failure.what()).contains("1x2x1x1"));
    }
}

void TestTaskOutput::anotherDataSetsClassesHaveNoTruth()
{
    QVERIFY(!scenesHaveTruthFor(task("s", TaskKind::Segmentation, {"road", "car", "sky", "tree", "house", "person"})));
    QVERIFY(
        scenesHaveTruthFor(task("s", TaskKind::Segmentation, {"table", "sphere", "box", "cylinder", "cone", "torus"})));
    QVERIFY(!scenesHaveTruthFor(task("t", TaskKind::Tensor)));
    QVERIFY_EXCEPTION_THROWN(taskTruthOf(task("t", TaskKind::Tensor), SceneTruth()), Failure);
}

QTEST_GUILESS_MAIN(TestTaskOutput)
#include "tst_task_output.moc"
